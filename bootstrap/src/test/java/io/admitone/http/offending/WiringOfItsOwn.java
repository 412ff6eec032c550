package io.admitone.http.offending;

import io.micronaut.context.annotation.Factory;

/** Breaks a rule, so that the rule can be seen to fail. */
@Factory
final class WiringOfItsOwn {}
