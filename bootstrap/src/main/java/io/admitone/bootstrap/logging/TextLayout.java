package io.admitone.bootstrap.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * Lines for people: time, level, sentence, {@code name=value}. Whatever comes from outside stays on
 * its line and inside its value: control characters are written as escapes, and a value that could
 * be taken for more than one is quoted.
 */
final class TextLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
  private static final String OURS = "io.admitone";

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    TIME.formatTo(event.getInstant(), line);
    line.append(' ')
        .append(event.getLevel())
        .append(event.getLevel().levelStr.length() < 5 ? "  " : " ");
    if (!event.getLoggerName().startsWith(OURS)) {
      line.append('[').append(event.getLoggerName()).append("] ");
    }
    appendEscaped(line, event.getFormattedMessage());
    appendFields(line, event.getKeyValuePairs());
    line.append('\n');
    appendFailure(line, event.getThrowableProxy());
    return line.toString();
  }

  private static void appendFields(StringBuilder line, List<KeyValuePair> fields) {
    if (fields != null) {
      for (KeyValuePair field : fields) {
        line.append(' ').append(field.key).append('=');
        appendValue(line, String.valueOf(field.value));
      }
    }
  }

  private static void appendValue(StringBuilder line, String value) {
    boolean plain =
        !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
    if (!plain) {
      line.append('"');
    }
    appendEscaped(line, plain ? value : value.replace("\"", "\\\""));
    if (!plain) {
      line.append('"');
    }
  }

  private static void appendFailure(StringBuilder line, IThrowableProxy failure) {
    for (IThrowableProxy each = failure; each != null; each = each.getCause()) {
      line.append(each == failure ? "  " : "  caused by ").append(each.getClassName()).append(": ");
      appendEscaped(line, String.valueOf(each.getMessage()));
      line.append('\n');
      for (StackTraceElementProxy frame : each.getStackTraceElementProxyArray()) {
        line.append("    ").append(frame.getSTEAsString()).append('\n');
      }
    }
  }

  private static void appendEscaped(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (isHarmless(c)) {
        line.appendCodePoint(c);
      } else {
        line.append(String.format(c > 0xFFFF ? "\\u{%x}" : "\\u%04x", c));
      }
    }
  }

  /** Line ends of every kind, terminal escapes, and signs that turn the direction of writing. */
  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
