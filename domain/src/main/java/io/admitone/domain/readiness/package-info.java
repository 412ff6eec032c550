/** Whether the store can be used right now: a state with a history, never found by trying. */
package io.admitone.domain.readiness;
