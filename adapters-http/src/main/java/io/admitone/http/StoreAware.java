package io.admitone.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a route, or all routes of a controller, whose handler is to know whether the store is
 * there, and that is called either way.
 *
 * <p>The handler takes the answer as a parameter:
 *
 * <pre>{@code
 * @Get
 * @StoreAware
 * Page page(@RequestAttribute(StoreAware.READINESS) Readiness store) {
 *   return store.isReady() ? Page.full() : Page.withoutHistory();
 * }
 * }</pre>
 *
 * It is the state at the beginning of the request and does not change under the handler's hands.
 * Where the store is not ready, it is asked for an early return; nothing waits for it.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface StoreAware {
  /** The attribute of the request that holds an {@link io.admitone.domain.readiness.Readiness}. */
  String READINESS = "admitone.readiness";
}
