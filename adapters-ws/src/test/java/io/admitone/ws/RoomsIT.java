package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.readiness.StoreState;
import io.micronaut.json.tree.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class RoomsIT {
  private static TestServer server;
  private static int rooms;

  /** A room that no other test uses. */
  private String room;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new TestPolicy()
                .heartbeatInterval(Duration.ofSeconds(5))
                .maxMessageBytes(200_000)
                .badMessagesPerMinute(3)
                .build(),
            new MessagesIT.Adder());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void begin() {
    Eventually.holds(() -> server.connections.count() == 0, () -> "sockets of another test");
    Eventually.holds(() -> server.rooms.index.count() == 0, () -> "rooms of another test");
    room = "orders.r" + rooms++;
  }

  @Test
  void sendsWhatTheProtocolFilesSay() {
    Set<String> seen = new TreeSet<>();
    try (RoomClient client = RoomClient.open(server, "ada", "orders.*:rw")) {
      check(client.hello, seen);
      List<JsonNode> answers = new ArrayList<>();
      answers.add(client.enter(room));
      answers.add(client.ask("{'type':'presence','room':'" + room + "'}"));
      client.say("{'type':'publish','id':[1],'room':'" + room + "','data':null}");
      answers.add(client.next());
      answers.add(client.next());
      answers.add(client.ask("{'type':'unsubscribe','room':'" + room + "'}"));
      answers.add(client.ask("{'type':'subscribe','id':{'a':1},'room':'?'}"));
      answers.forEach(answer -> check(answer, seen));
    }
    assertThat(seen)
        .containsExactly(
            "server-ack",
            "server-error",
            "server-hello",
            "server-message",
            "server-presence",
            "server-subscribed",
            "server-unsubscribed");
  }

  private static void check(JsonNode message, Set<String> seen) {
    String name = "server-" + message.get("type").getStringValue();
    Protocol.assertConforms(message, name);
    seen.add(name);
  }

  @Test
  void letsWhoPublishesRightAfterASubscriptionHearIt() {
    try (RoomClient client = RoomClient.open(server, "ada", "orders.*:rw")) {
      for (int round = 0; round < 50; round++) {
        String fresh = room + '.' + round;
        client.say("{'type':'subscribe','room':'" + fresh + "'}");
        client.say("{'type':'publish','room':'" + fresh + "','data':1}");

        assertThat(List.of(type(client.next()), type(client.next()), type(client.next())))
            .startsWith("subscribed")
            .contains("ack", "message");
        client.ask("{'type':'unsubscribe','room':'" + fresh + "'}");
      }
    }
  }

  @Test
  void greetsInVersion2() {
    try (RoomClient client = RoomClient.open(server, "ada")) {
      assertThat(client.hello.get("accepted_version").getIntValue()).isEqualTo(2);
      List<String> features = new ArrayList<>();
      client.hello.get("features").values().forEach(each -> features.add(each.getStringValue()));
      assertThat(features)
          .containsExactly(
              "heartbeat",
              "structured_messages",
              "error_codes",
              "graceful_reconnect",
              "rooms",
              "history",
              "acks",
              "presence");
      assertThat(client.hello.get("user_id").getStringValue()).isEqualTo("ada");
    }
  }

  @Test
  void speaksNoOtherVersionHere() {
    try (RawSocket socket = RawSocket.open(server, "/ws/v2/connect?client_id=c&version=1")) {
      assertThat(Protocol.parse(socket.message()).get("message").getStringValue())
          .isEqualTo("only protocol version 2 is spoken here");
      assertThat(socket.closing()).isEqualTo("4400 UNSUPPORTED_VERSION");
    }
  }

  @Test
  void needsATicketWhereItIsToldTo() {
    try (TestServer strict = TestServer.startStrict();
        RawSocket socket = RawSocket.open(strict, "/ws/v2/connect?client_id=c")) {
      assertThat(socket.closing()).isEqualTo("4401 AUTH_REQUIRED");
    }
  }

  @Test
  void letsWhoeverHasNoTicketHearPublicRoomsAlone() {
    try (RoomClient nobody = RoomClient.anonymous(server)) {
      String forPublic = "'room':'public.news'}";
      assertThat(type(nobody.ask("{'type':'subscribe'," + forPublic))).isEqualTo("subscribed");
      assertThat(error(nobody.ask("{'type':'publish','data':1," + forPublic)))
          .isEqualTo("ROOM_FORBIDDEN");
      assertThat(error(nobody.ask("{'type':'presence'," + forPublic))).isEqualTo("ROOM_FORBIDDEN");
      assertThat(error(nobody.ask("{'type':'subscribe','room':'" + room + "'}")))
          .isEqualTo("ROOM_FORBIDDEN");
    }
  }

  @Test
  void tellsEveryoneInTheRoomWhatWasSaid() {
    try (RoomClient ada = RoomClient.open(server, "ada", "orders.*:rw");
        RoomClient bob = RoomClient.open(server, "bob", "orders.*")) {
      JsonNode entered = bob.enter(room);
      JsonNode ack =
          ada.ask(
              "{'type':'publish','id':'p','room':'%s','message_id':'m-1','data':{'a': 1.50 , 'b':'\u00e4\\n'}}"
                  .formatted(room));
      String heard = bob.raw().message();

      assertThat(ack.get("id").getStringValue()).isEqualTo("p");
      assertThat(ack.get("offset").getLongValue()).isEqualTo(1);
      assertThat(ack.get("epoch")).isEqualTo(entered.get("epoch"));
      assertThat(heard).contains("\"data\":{\"a\": 1.50 , \"b\":\"\u00e4\\n\"}");
      JsonNode message = Protocol.parse(heard);
      assertThat(message.get("room").getStringValue()).isEqualTo(room);
      assertThat(message.get("offset").getLongValue()).isEqualTo(1);
      assertThat(message.get("epoch")).isEqualTo(entered.get("epoch"));
      assertThat(message.get("message_id").getStringValue()).isEqualTo("m-1");
      assertThat(message.get("from").get("user_id").getStringValue()).isEqualTo("ada");
    }
  }

  @Test
  void givesTheSameAckTwiceAndTellsOnce() {
    String publish = "{'type':'publish','room':'%s','message_id':'m','data':%d}".formatted(room, 1);
    try (RoomClient ada = RoomClient.open(server, "ada", "orders.*:rw");
        RoomClient bob = RoomClient.open(server, "bob", "orders.*")) {
      bob.enter(room);

      assertThat(offset(ada.ask(publish))).isEqualTo(1);
      assertThat(offset(ada.ask(publish))).isEqualTo(1);
      assertThat(offset(ada.ask(publish.replace("'m'", "'n'")))).isEqualTo(2);

      assertThat(offset(bob.next())).isEqualTo(1);
      assertThat(offset(bob.next())).isEqualTo(2);
    }
  }

  @Test
  void tellsWhatWasMissedAndThenWhatComes() {
    try (RoomClient ada = RoomClient.open(server, "ada", "orders.*:rw");
        RoomClient bob = RoomClient.open(server, "bob", "orders.*")) {
      String epoch = publish(ada, 3).get("epoch").getStringValue();

      JsonNode subscribed =
          bob.ask(
              "{'type':'subscribe','id':7,'room':'%s','since':{'epoch':'%s','offset':1}}"
                  .formatted(room, epoch));
      publish(ada, 1);

      assertThat(subscribed.get("id").getIntValue()).isEqualTo(7);
      assertThat(subscribed.get("recovered").getBooleanValue()).isTrue();
      assertThat(offset(subscribed)).isEqualTo(3);
      assertThat(List.of(offset(bob.next()), offset(bob.next()), offset(bob.next())))
          .containsExactly(2L, 3L, 4L);
    }
  }

  @Test
  void saysWhereWhatWasMissedIsLost() {
    try (RoomClient ada = RoomClient.open(server, "ada", "orders.*:rw")) {
      publish(ada, 2);

      JsonNode subscribed =
          ada.ask(
              "{'type':'subscribe','room':'%s','since':{'epoch':'another','offset':1}}"
                  .formatted(room));

      assertThat(subscribed.get("recovered").getBooleanValue()).isFalse();
      assertThat(offset(subscribed)).isEqualTo(2);
    }
  }

  @Test
  void tellsNothingMoreToWhoeverLeft() {
    try (RoomClient ada = RoomClient.open(server, "ada", "orders.*:rw")) {
      ada.enter(room);
      JsonNode left = ada.ask("{'type':'unsubscribe','id':null,'room':'" + room + "'}");
      assertThat(left.get("id").isNull()).isTrue();

      publish(ada, 1);

      assertThat(type(ada.ask("{'type':'ping'}"))).isEqualTo("pong");
      assertThat(server.rooms.index.count()).isZero();
    }
  }

  @Test
  void knowsWhoIsThereUntilTheyAreGone() {
    String presence = "{'type':'presence','room':'" + room + "'}";
    try (RoomClient ada = RoomClient.open(server, "ada", "orders.*")) {
      ada.enter(room);
      try (RoomClient bob = RoomClient.open(server, "bob", "orders.*")) {
        bob.enter(room);
        JsonNode both = ada.ask(presence);
        assertThat(both.get("count").getIntValue()).isEqualTo(2);
        List<String> users = new ArrayList<>();
        both.get("members")
            .values()
            .forEach(
                member ->
                    users.add(
                        member.get("user_id").getStringValue()
                            + "@"
                            + member.get("client_id").getStringValue()));
        assertThat(users).containsExactlyInAnyOrder("ada@ada", "bob@bob");
      }
      Eventually.holds(
          () -> ada.ask(presence).get("count").getIntValue() == 1, () -> "bob is gone");
    }
    Eventually.holds(() -> server.rooms.index.count() == 0, () -> "the room is let go of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'subscribe','id':1,'room':'a b'}             | INVALID_ROOM",
        "{'type':'subscribe','id':1}                          | INVALID_ROOM",
        "{'type':'subscribe','id':1,'room':17}                | INVALID_ROOM",
        "{'type':'unsubscribe','id':1,'room':''}              | INVALID_ROOM",
        "{'type':'presence','id':1}                           | INVALID_ROOM",
        "{'type':'publish','id':1,'room':'a/b','data':1}      | INVALID_ROOM",
        "{'type':'subscribe','id':1,'room':'user.bob'}        | ROOM_FORBIDDEN",
        "{'type':'presence','id':1,'room':'user.bob'}         | ROOM_FORBIDDEN",
        "{'type':'publish','id':1,'room':'news.x','data':1}   | ROOM_FORBIDDEN",
        "{'type':'publish','id':1,'room':'public.x','data':1} | ROOM_FORBIDDEN",
        "{'type':'publish','id':1,'room':'user.ada','data':1} | ROOM_FORBIDDEN",
        "{'type':'publish','id':1,'room':'orders.x'}          | INVALID_MESSAGE",
        "{'type':'publish','id':1,'room':'orders.x','data':1,'message_id':''} | INVALID_MESSAGE",
        "{'type':'subscribe','id':1,'room':'orders.x','since':3} | INVALID_MESSAGE",
        "{'type':'nonsense','id':1}                           | INVALID_MESSAGE"
      })
  void refusesInWordsAndLivesOn(String message, String code) {
    try (RoomClient ada = RoomClient.open(server, "ada", "orders.*:rw", "news.*")) {
      JsonNode refusal = ada.ask(message);

      assertThat(error(refusal)).isEqualTo(code);
      assertThat(refusal.get("id").getIntValue()).isEqualTo(1);
      assertThat(refusal.get("message").getStringValue()).isNotBlank();
      assertThat(type(ada.ask("{'type':'ping'}"))).isEqualTo("pong");
    }
  }

  @Test
  void endsAConnectionThatIsNeverUnderstood() {
    try (RoomClient ada = RoomClient.open(server, "ada")) {
      for (int i = 0; i < 3; i++) {
        ada.say("{'type':'publish','room':'orders.x'}");
      }
      assertThat(ada.raw().closing()).isEqualTo("1008 POLICY_VIOLATION");
    }
  }

  @Test
  void refusesWhatIsTooMuch() {
    try (RoomClient ada = RoomClient.open(server, "ada", "orders.*:rw")) {
      String data = "'" + "x".repeat(65_535) + "'";
      assertThat(error(ada.ask("{'type':'publish','room':'" + room + "','data':" + data + "}")))
          .isEqualTo("PAYLOAD_TOO_LARGE");
      for (int i = 0; i < 100; i++) {
        ada.enter("orders.many" + i);
      }
      assertThat(error(ada.ask("{'type':'subscribe','room':'" + room + "'}")))
          .isEqualTo("TOO_MANY_ROOMS");
      ada.enter("orders.many7");
    }
  }

  @Test
  void acknowledgesNothingWhileTheStoreIsAway() {
    try (RoomClient ada = RoomClient.open(server, "ada", "orders.*:rw")) {
      server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("gone"));
      try {
        JsonNode refusal = ada.ask("{'type':'publish','id':'p','room':'" + room + "','data':1}");
        assertThat(error(refusal)).isEqualTo("STORE_UNAVAILABLE");
      } finally {
        server.readiness.moveTo(StoreState.CONNECTED, 1, Optional.empty());
      }
    }
  }

  @Test
  void letsAnAdminSpeakToEverybody() {
    String admin = server.ticketInto("root", Set.of(Identity.ADMIN));
    try (RoomClient root = RoomClient.withTicket(server, "root", admin);
        RoomClient nobody = RoomClient.anonymous(server)) {
      nobody.enter("public.news");
      assertThat(type(root.ask("{'type':'publish','room':'public.news','data':'hi'}")))
          .isEqualTo("ack");
      assertThat(nobody.next().get("data").getStringValue()).isEqualTo("hi");
    }
  }

  @Test
  void hasTheApplicationsOwnTypesAtBothDoors() {
    try (RoomClient ada = RoomClient.open(server, "ada")) {
      assertThat(ada.ask("{'type':'add','a':2,'b':3}").get("sum").getIntValue()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"subscribe", "publish", "message"})
  void knowsNothingOfRoomsAtTheOtherDoor(String type) {
    try (RawSocket socket = RawSocket.open(server, "/ws/client?client_id=c")) {
      socket.message();
      socket.text("{\"type\":\"" + type + "\",\"room\":\"public.x\"}");
      assertThat(type(Protocol.parse(socket.message()))).isEqualTo("echo");
    }
  }

  /** Says so many things; the last ack. */
  private JsonNode publish(RoomClient client, int count) {
    JsonNode ack = null;
    for (int i = 0; i < count; i++) {
      ack = client.ask("{'type':'publish','room':'" + room + "','data':" + i + "}");
    }
    return ack;
  }

  private static String type(JsonNode message) {
    return message.get("type").getStringValue();
  }

  private static String error(JsonNode message) {
    assertThat(type(message)).as(message.toString()).isEqualTo("error");
    return message.get("error_code").getStringValue();
  }

  private static long offset(JsonNode message) {
    return message.get("offset").getLongValue();
  }
}
