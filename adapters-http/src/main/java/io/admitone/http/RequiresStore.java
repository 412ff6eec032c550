package io.admitone.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a route, or all routes of a controller, that cannot do anything without the store. While
 * the store is not ready the request is answered with 503 and {@link ErrorCode#STORE_NOT_READY}
 * before its handler is called; the store is asked for an early return, and nothing waits for it.
 *
 * <p>The answer is given by {@link StoreGuard} from the kept state, without a call to the store. A
 * mark on a method counts before one on its controller.
 *
 * <p>It judges before the handler knows who asks. A route that tells its callers apart first, as
 * the one for tickets does, asks the use case instead.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequiresStore {
  /** The usual {@link #retryAfterSeconds()}. */
  int USUAL_RETRY_AFTER_SECONDS = 30;

  /** How long a client should wait before it asks again: {@code Retry-After}, at least 1. */
  int retryAfterSeconds() default USUAL_RETRY_AFTER_SECONDS;
}
