/** The time that processes agree on. */
package io.admitone.domain.time;
