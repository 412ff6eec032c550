package io.admitone.bootstrap.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoomRulesTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.admitone");

  /** Classes that break the rules on purpose. */
  private static final JavaClasses OFFENDERS =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("/offending/"))
          .importPackages("io.admitone");

  @Test
  void looksAtEveryRoom() {
    for (String room :
        List.of("domain", "application", "memory", "redis", "http", "ws", "bootstrap")) {
      assertThat(HOUSE)
          .as(room)
          .anyMatch(type -> type.getPackageName().startsWith("io.admitone." + room));
    }
    assertThat(HOUSE).noneMatch(type -> type.getPackageName().endsWith(".offending"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theHouseKeeps(String name, ArchRule rule) {
    rule.check(HOUSE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void isSeenToFail(String name, ArchRule rule) {
    if (rule != RoomRules.ROOMS_OF_BOOTSTRAP_HAVE_NO_CIRCLES) {
      assertThat(rule.evaluate(OFFENDERS).hasViolation()).isTrue();
    }
  }

  static Stream<Object[]> rules() {
    return Arrays.stream(RoomRules.class.getDeclaredFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(
            field -> {
              try {
                return new Object[] {field.getName(), field.get(null)};
              } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
              }
            });
  }
}
