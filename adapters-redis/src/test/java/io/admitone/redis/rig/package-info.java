/**
 * Real Redis servers, and real trouble for them: servers started on free loopback ports and ended
 * for certain, replicas, sentinels and clusters, and a proxy that breaks connections on command.
 *
 * <p>Nothing here knows a Redis client library, so that what a client does is seen from outside.
 * The package goes out as this module's test-jar; who uses it adds Testcontainers and
 * embedded-redis to its own test classpath.
 */
package io.admitone.redis.rig;
