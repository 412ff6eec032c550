package io.admitone.bootstrap.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchRule;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.annotation.Controller;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;

/** Who may know whom, and a few habits of the house. */
final class RoomRules {
  static final ArchRule DOMAIN_KNOWS_THE_JDK_ALONE =
      classes()
          .that()
          .resideInAPackage("io.admitone.domain..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.admitone.domain..");

  static final ArchRule APPLICATION_KNOWS_DOMAIN_AND_THE_JDK =
      classes()
          .that()
          .resideInAPackage("io.admitone.application..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.admitone.domain..", "io.admitone.application..");

  static final ArchRule MEMORY_KNOWS_DOMAIN_AND_THE_JDK =
      classes()
          .that()
          .resideInAPackage("io.admitone.memory..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.admitone.domain..", "io.admitone.memory..");

  static final ArchRule REDIS_KNOWS_DOMAIN_AND_ITS_DRIVER =
      noClasses()
          .that()
          .resideInAPackage("io.admitone.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.micronaut..",
              "io.admitone.application..",
              "io.admitone.http..",
              "io.admitone.ws..",
              "io.admitone.memory..");

  static final ArchRule HTTP_KNOWS_NO_OTHER_ADAPTER =
      noClasses()
          .that()
          .resideInAPackage("io.admitone.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.admitone.ws..", "io.admitone.memory..", "io.admitone.redis..");

  static final ArchRule SOCKETS_KNOW_NO_OTHER_ADAPTER =
      noClasses()
          .that()
          .resideInAPackage("io.admitone.ws..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.admitone.http..", "io.admitone.memory..", "io.admitone.redis..");

  static final ArchRule NOBODY_KNOWS_BOOTSTRAP =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.admitone.bootstrap..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.admitone.bootstrap..");

  static final ArchRule ONLY_BOOTSTRAP_WIRES =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.admitone.bootstrap..")
          .should()
          .beAnnotatedWith(Factory.class);

  static final ArchRule ONLY_BOOTSTRAP_COUNTS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.admitone.bootstrap..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ch.qos.logback..", "io.micrometer..");

  static final ArchRule TIME_COMES_FROM_THE_CLOCK =
      noClasses()
          .that()
          .resideInAnyPackage("io.admitone.domain..", "io.admitone.application..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);

  static final ArchRule NOBODY_SLEEPS =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);

  static final ArchRule CONTROLLERS_ARE_NOT_PUBLIC =
      noClasses().that().areAnnotatedWith(Controller.class).should().bePublic();

  static final ArchRule CLASSES_ARE_FINAL =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotAnonymousClasses()
          .and()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .and(not(generated()))
          .should()
          .haveModifier(JavaModifier.FINAL);

  static final ArchRule NAMES_SAY_SOMETHING =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("DTO")
          .orShould()
          .haveSimpleNameEndingWith("Service");

  static final ArchRule ROOMS_OF_BOOTSTRAP_HAVE_NO_CIRCLES =
      slices().matching("io.admitone.bootstrap.(*)..").should().beFreeOfCycles();

  private RoomRules() {}

  /** What the framework's annotation processor writes. */
  private static DescribedPredicate<HasName> generated() {
    return nameMatching(".*\\.\\$.*");
  }
}
