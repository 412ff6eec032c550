package io.admitone.bootstrap.settings;

/** Where tickets wait for their redemption. */
public enum StoreKind {
  MEMORY,
  REDIS
}
