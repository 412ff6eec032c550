package io.admitone.bootstrap.settings;

/** What a process is for. It decides the defaults of other settings and nothing else does. */
public enum Environment {
  DEV,
  TEST,
  STAGING,
  PROD;

  /** Somebody works on or tests the service; nobody depends on it. */
  public boolean isDeveloping() {
    return this == DEV || this == TEST;
  }
}
