package io.admitone.http.offending;

import io.micronaut.http.annotation.Controller;

/** Breaks a rule, so that the rule can be seen to fail. */
@Controller
public final class PublicController {}
