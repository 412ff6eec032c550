package io.admitone.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The names whose only rule is a length. */
class NamesTest {
  private static Stream<Arguments> names() {
    return Stream.of(
        name("user id", UserId::new, 256),
        name("session id", SessionId::new, 128),
        name("origin", Origin::new, 512));
  }

  private static Arguments name(String what, Function<String, Object> make, int maxLength) {
    return Arguments.of(what, make, maxLength);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void acceptsOneCharacterAndTheLongest(String what, Function<String, Object> make, int maxLength) {
    String longest = "é".repeat(maxLength);

    assertThat(make.apply("a")).hasToString("a");
    assertThat(make.apply(longest)).hasToString(longest);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void refusesOneCharacterTooMany(String what, Function<String, Object> make, int maxLength) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make.apply("a".repeat(maxLength + 1)))
        .withMessage("%s must have at most %d characters, has %d", what, maxLength, maxLength + 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void refusesNothing(String what, Function<String, Object> make, int maxLength) {
    for (String nothing : new String[] {null, "", " ", "\t\n"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> make.apply(nothing))
          .withMessage("%s must not be empty", what);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void comparesByTheLetter(String what, Function<String, Object> make, int maxLength) {
    assertThat(make.apply("a")).isEqualTo(make.apply("a")).isNotEqualTo(make.apply("A"));
  }
}
