package io.admitone.redis;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.RoomName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members that one process has in one room, and whether Redis has them too. Belongs to the loop
 * of the rooms.
 */
final class RoomMembers {
  private final RoomName room;
  private final String key;
  private final Map<String, Member> members = new LinkedHashMap<>(2);

  /** The life of the server in which they were written; empty where that is not certain. */
  private Optional<Incarnation> writtenIn = Optional.empty();

  private boolean beingWritten;
  private boolean changed;

  RoomMembers(RoomName room, String process) {
    this.room = room;
    this.key = RedisKeys.roomMembers(room, process);
  }

  RoomName room() {
    return room;
  }

  String key() {
    return key;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  void add(Member member) {
    members.put(member.connection(), member);
  }

  /** Whether it was there. */
  boolean remove(Member member) {
    return members.remove(member.connection()) != null;
  }

  int size() {
    return members.size();
  }

  /** Redis may lack something that is here, or have something that is not. */
  void tear() {
    writtenIn = Optional.empty();
    changed = true;
  }

  boolean isTorn() {
    return writtenIn.isEmpty();
  }

  /** Whether that life of the server is known to have them as they are. */
  boolean isIn(Incarnation life) {
    return !life.isHidden() && writtenIn.equals(Optional.of(life));
  }

  boolean isBeingWritten() {
    return beingWritten;
  }

  void beginWriting() {
    beingWritten = true;
    changed = false;
  }

  /**
   * All have been written, or not.
   *
   * @param life of the server that has them
   * @return whether Redis has them as they are
   */
  boolean endWriting(Optional<Incarnation> life) {
    beingWritten = false;
    writtenIn = changed ? Optional.empty() : life;
    return !isTorn();
  }

  /** Connections and descriptions in turn. */
  List<byte[]> describeAll() {
    List<byte[]> all = new ArrayList<>();
    members
        .values()
        .forEach(
            member -> {
              all.add(member.connection().getBytes(StandardCharsets.US_ASCII));
              all.add(describe(member));
            });
    return all;
  }

  static byte[] describe(Member member) {
    Map<String, String> fields = new HashMap<>();
    fields.put("client", member.client().value());
    member.user().ifPresent(user -> fields.put("user", user.value()));
    return FlatJson.write(fields);
  }

  /** Reads a connection and its description; empty where they are none. */
  static Optional<Member> read(byte[] connection, byte[] description) {
    try {
      Map<String, String> fields = FlatJson.read(description, 0, description.length);
      return Optional.of(
          new Member(
              new String(connection, StandardCharsets.US_ASCII),
              Optional.ofNullable(fields.get("user")).map(UserId::new),
              new ClientId(fields.get("client"))));
    } catch (RuntimeException e) {
      // The domain's values refuse what cannot be a member; what breaks them is damaged.
      return Optional.empty();
    }
  }
}
