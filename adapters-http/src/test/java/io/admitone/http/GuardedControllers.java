package io.admitone.http;

import io.admitone.domain.readiness.Readiness;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.RequestAttribute;

/** What teams who embed the module write. */
final class GuardedControllers {
  private GuardedControllers() {}

  /** Of its routes, some need the store. */
  @Controller("/some")
  static final class Some {
    @Get("/needs")
    @RequiresStore
    String needs() {
      return "served";
    }

    @Get("/impatient")
    @RequiresStore(retryAfterSeconds = 5)
    String impatient() {
      return "served";
    }

    @Get("/aware")
    @StoreAware
    String aware(@RequestAttribute(StoreAware.READINESS) Readiness store) {
      return store.isReady() ? "with" : "without";
    }

    @Get("/free")
    String free() {
      return "served";
    }
  }

  /** All its routes need the store, one less urgently than the others. */
  @Controller("/all")
  @RequiresStore(retryAfterSeconds = 7)
  static final class All {
    @Get
    String one() {
      return "served";
    }

    @Get("/slow")
    @RequiresStore(retryAfterSeconds = 60)
    String slow() {
      return "served";
    }
  }

  /** All its routes want to know. */
  @Controller("/told")
  @StoreAware
  static final class Told {
    @Get
    String told(@RequestAttribute(StoreAware.READINESS) Readiness store) {
      return store.state().name();
    }
  }
}
