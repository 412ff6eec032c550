/** Ending a session before its time. */
package io.admitone.application.session;
