package io.admitone.application.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.People;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.room.RoomName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GrantedRoomsTest {
  private static final Optional<Identity> NOBODY = Optional.empty();
  private static final Optional<Identity> ADA = Optional.of(People.ADA);
  private static final Optional<Identity> ROOT = Optional.of(People.ROOT);

  private final RoomRights rights = new GrantedRooms();

  @Test
  void letsEverybodyHearPublicRooms() {
    assertThat(hears(NOBODY, "public.news")).isTrue();
    assertThat(hears(ADA, "public.news")).isTrue();
    assertThat(hears(NOBODY, "publicly.news")).isFalse();
    assertThat(hears(NOBODY, "Public.news")).isFalse();
  }

  @Test
  void letsAdminsAloneSpeakInPublicOnASocket() {
    Optional<Identity> listed = with("public.*:rw", "*:rw");

    assertThat(speaks(ROOT, Door.SOCKET, "public.news")).isTrue();
    assertThat(speaks(listed, Door.SOCKET, "public.news")).isFalse();
    assertThat(speaks(NOBODY, Door.SOCKET, "public.news")).isFalse();
  }

  @Test
  void letsASystemThatIsListedSpeakInPublicOverHttp() {
    assertThat(speaks(with("public.*:rw"), Door.HTTP, "public.news")).isTrue();
    assertThat(speaks(with("public.*"), Door.HTTP, "public.news")).isFalse();
    assertThat(speaks(ADA, Door.HTTP, "public.news")).isFalse();
    assertThat(speaks(ROOT, Door.HTTP, "public.news")).isTrue();
    assertThat(speaks(NOBODY, Door.HTTP, "public.news")).isFalse();
  }

  @Test
  void letsOnlyTheUserHearTheirOwnRoom() {
    assertThat(hears(ADA, "user.ada")).isTrue();
    assertThat(hears(ADA, "user.adam")).isFalse();
    assertThat(hears(ADA, "user.")).isFalse();
    assertThat(hears(with("user.*", "*"), "user.bob")).isFalse();
    assertThat(hears(ROOT, "user.ada")).isFalse();
    assertThat(hears(NOBODY, "user.ada")).isFalse();
  }

  @Test
  void letsNoPageSpeakToAUserAsIfItWereTheService() {
    assertThat(speaks(ADA, Door.SOCKET, "user.ada")).isFalse();
    assertThat(speaks(with("*:rw"), Door.SOCKET, "user.bob")).isFalse();
    assertThat(speaks(ROOT, Door.SOCKET, "user.bob")).isTrue();
    assertThat(speaks(with("user.*:rw"), Door.HTTP, "user.bob")).isTrue();
  }

  @Test
  void goesByTheTokensListInAllOtherRooms() {
    Optional<Identity> reader = with("orders.*");
    Optional<Identity> writer = with("chat.*:rw");

    assertThat(hears(reader, "orders.eu")).isTrue();
    assertThat(speaks(reader, Door.SOCKET, "orders.eu")).isFalse();
    assertThat(hears(writer, "chat.1")).isTrue();
    assertThat(speaks(writer, Door.SOCKET, "chat.1")).isTrue();
    assertThat(speaks(writer, Door.HTTP, "chat.1")).isTrue();
    assertThat(hears(writer, "orders.eu")).isFalse();
    assertThat(hears(ROOT, "orders.eu")).isFalse();
    assertThat(speaks(ROOT, Door.SOCKET, "orders.eu")).isFalse();
    assertThat(hears(NOBODY, "orders.eu")).isFalse();
  }

  @Test
  void passesOverWhatIsNoPattern() {
    assertThat(hears(with("orders eu", "ü*", ":rw", "orders.*"), "orders.eu")).isTrue();
    assertThat(hears(with("orders eu", ":rw"), "orders.eu")).isFalse();
  }

  private static Optional<Identity> with(String... rooms) {
    return Optional.of(
        new Identity(People.ADA.user(), People.ADA.session(), People.ADA.roles(), List.of(rooms)));
  }

  private boolean hears(Optional<Identity> who, String room) {
    boolean overHttp = rights.mayHear(new Visitor(who, Door.HTTP), new RoomName(room));
    boolean onASocket = rights.mayHear(new Visitor(who, Door.SOCKET), new RoomName(room));
    assertThat(overHttp).isEqualTo(onASocket);
    return onASocket;
  }

  private boolean speaks(Optional<Identity> who, Door door, String room) {
    return rights.mayPublish(new Visitor(who, door), new RoomName(room));
  }
}
