package io.admitone.application.connection;

/** Whether a socket may come in without a ticket. A ticket that is present is always checked. */
public enum Authentication {
  /** Nobody comes in without a ticket. */
  REQUIRED,
  /** Whoever has no ticket comes in without a name, and never as an admin. */
  OPTIONAL
}
