/** The ports on Redis. One connection is one life of the server, and nothing is sent twice. */
package io.admitone.redis;
