package io.admitone.domain.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class RoomPatternTest {
  private static final long SEED = 20_260_101;

  @Test
  void meansTheRoomsInWhichEachStarStandsForAnyRun() {
    assertThat(matches("orders.*", "orders.eu")).isTrue();
    assertThat(matches("orders.*", "orders.eu.1")).isTrue();
    assertThat(matches("orders.*", "orders.")).isTrue();
    assertThat(matches("orders.*", "orders")).isFalse();
    assertThat(matches("orders.*", "my.orders.eu")).isFalse();
    assertThat(matches("*", "anything")).isTrue();
    assertThat(matches("*.eu", "orders.eu")).isTrue();
    assertThat(matches("*.eu", "orders.eu.1")).isFalse();
    assertThat(matches("a*b*c", "aXbYbZc")).isTrue();
    assertThat(matches("a*b*c", "aXcYb")).isFalse();
    assertThat(matches("orders.eu", "orders.eu")).isTrue();
    assertThat(matches("orders.eu", "ordersXeu")).isFalse();
    assertThat(matches("ORDERS.*", "orders.eu")).isFalse();
    assertThat(matches("**", "x")).isTrue();
  }

  @Test
  void agreesWithTheRegularExpressionOfTheSameMeaning() {
    Random random = new Random(SEED);

    for (int i = 0; i < 20_000; i++) {
      String pattern = text(random, "ab.*", 8);
      String name = text(random, "ab.", 10);
      String expression =
          pattern
              .chars()
              .mapToObj(c -> c == '*' ? ".*" : Pattern.quote(Character.toString(c)))
              .collect(Collectors.joining());
      assertThat(matches(pattern, name))
          .as("%s and %s, seed %d", pattern, name, SEED)
          .isEqualTo(name.matches(expression));
    }
  }

  @Test
  void cannotBeMadeSlow() {
    RoomPattern nasty = new RoomPattern("*a".repeat(100));
    RoomName name = new RoomName("a".repeat(99) + "b" + "a".repeat(100));
    long startedAt = System.nanoTime();

    for (int i = 0; i < 1_000; i++) {
      assertThat(new RoomPattern("*a".repeat(99) + "b").matches(name)).isFalse();
      assertThat(nasty.matches(name)).isTrue();
    }

    // An exponential match would not end at all.
    assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void isMadeOfAClosedAlphabet() {
    assertThat(RoomPattern.parse("orders.*")).isPresent();
    for (String wrong : List.of("", "a b", "a/b", "a?", "*".repeat(201))) {
      assertThat(RoomPattern.parse(wrong)).as(wrong).isEmpty();
      assertThatIllegalArgumentException().isThrownBy(() -> new RoomPattern(wrong));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new RoomPattern(null));
  }

  private static String text(Random random, String alphabet, int longest) {
    int length = 1 + random.nextInt(longest);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static boolean matches(String pattern, String name) {
    return new RoomPattern(pattern).matches(new RoomName(name));
  }
}
