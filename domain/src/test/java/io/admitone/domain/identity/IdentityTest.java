package io.admitone.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final UserId USER = new UserId("ada");
  private static final SessionId SESSION = new SessionId("sess_1");

  @Test
  void isAdminByItsRoleAlone() {
    assertThat(with(Set.of("admin"), List.of()).isAdmin()).isTrue();
    assertThat(with(Set.of("user", "admin"), List.of()).isAdmin()).isTrue();
    assertThat(with(Set.of(), List.of()).isAdmin()).isFalse();
    assertThat(with(Set.of("Admin", "administrator", " admin"), List.of()).isAdmin()).isFalse();
  }

  @Test
  void holdsAtMost64Roles() {
    assertThat(with(numbered(64), List.of()).roles()).hasSize(64);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(numbered(65), List.of()))
        .withMessage("at most 64 roles, got 65");
  }

  @Test
  void holdsAtMost256RoomPatterns() {
    assertThat(with(Set.of(), List.copyOf(numbered(256))).rooms()).hasSize(256);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(Set.of(), List.copyOf(numbered(257))))
        .withMessage("at most 256 rooms, got 257");
  }

  @Test
  void refusesNamesThatAreBlankOrTooLong() {
    String longest = "r".repeat(256);

    assertThat(with(Set.of(longest), List.of(longest)).roles()).containsExactly(longest);
    for (String bad : List.of("", " ", longest + "r")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> with(Set.of(bad), List.of()))
          .withMessageStartingWith("role must");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> with(Set.of(), List.of(bad)))
          .withMessageStartingWith("room pattern must");
    }
  }

  @Test
  void doesNotChangeWithTheCollectionsItWasMadeOf() {
    Set<String> roles = new HashSet<>();
    List<String> rooms = new ArrayList<>();
    Identity identity = with(roles, rooms);

    roles.add("admin");
    rooms.add("*");

    assertThat(identity.isAdmin()).isFalse();
    assertThat(identity.rooms()).isEmpty();
  }

  @Test
  void needsAUserAndASession() {
    assertThatNullPointerException()
        .isThrownBy(() -> new Identity(null, SESSION, Set.of(), List.of()));
    assertThatNullPointerException()
        .isThrownBy(() -> new Identity(USER, null, Set.of(), List.of()));
  }

  private static Identity with(Set<String> roles, List<String> rooms) {
    return new Identity(USER, SESSION, roles, rooms);
  }

  private static Set<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i).collect(Collectors.toSet());
  }
}
