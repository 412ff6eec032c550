package io.admitone.application.connection;

/** Whether a socket may come in without a ticket. A ticket that is present is always checked. */
public enum Authentication {
  REQUIRED,
  OPTIONAL
}
