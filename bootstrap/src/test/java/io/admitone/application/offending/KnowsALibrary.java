package io.admitone.application.offending;

import io.micronaut.http.HttpStatus;

/** Breaks a rule, so that the rule can be seen to fail. */
final class KnowsALibrary {
  HttpStatus status() {
    return HttpStatus.OK;
  }
}
