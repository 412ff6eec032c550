package io.admitone.http;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/** The strict answer: may this process be given work? */
@Serdeable
record ReadyBody(String status, boolean ready, Map<String, String> checks) {}
