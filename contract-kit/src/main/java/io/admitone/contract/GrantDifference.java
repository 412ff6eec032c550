package io.admitone.contract;

import io.admitone.domain.ticket.Grant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Says in which field two grants differ. */
final class GrantDifference {
  private static final int LONGEST_SHOWN = 120;
  private static final Map<String, Function<Grant, Object>> FIELDS = new LinkedHashMap<>();

  static {
    FIELDS.put("user", grant -> grant.identity().user());
    FIELDS.put("session", grant -> grant.identity().session());
    FIELDS.put("roles", grant -> grant.identity().roles());
    FIELDS.put("rooms", grant -> grant.identity().rooms());
    FIELDS.put("bound client", grant -> grant.bindings().client());
    FIELDS.put("bound origin", grant -> grant.bindings().origin());
    FIELDS.put("createdAt", Grant::createdAt);
    FIELDS.put("expiresAt", Grant::expiresAt);
    FIELDS.put("trace id", Grant::traceId);
  }

  private GrantDifference() {}

  /** The first difference in words; empty where there is none. */
  static Optional<String> between(Grant issued, Grant back) {
    return FIELDS.entrySet().stream()
        .filter(field -> !field.getValue().apply(issued).equals(field.getValue().apply(back)))
        .findFirst()
        .map(
            field ->
                "the field %s was issued as %s and came back as %s."
                    .formatted(
                        field.getKey(),
                        shown(field.getValue().apply(issued)),
                        shown(field.getValue().apply(back))));
  }

  private static String shown(Object value) {
    String text = value.toString();
    return text.length() <= LONGEST_SHOWN
        ? text
        : "%s... (%d characters)".formatted(text.substring(0, LONGEST_SHOWN), text.length());
  }
}
