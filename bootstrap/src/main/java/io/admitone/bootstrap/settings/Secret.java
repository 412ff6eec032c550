package io.admitone.bootstrap.settings;

import java.nio.charset.StandardCharsets;

/** A value that does not print itself. */
public record Secret(String value) {
  /** Its length as a key. */
  public int bytes() {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
