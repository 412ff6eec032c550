package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomRequestTest {
  private final MessageReader reader = new MessageReader();

  @Test
  void readsEveryField() {
    RoomRequest request =
        read(
            """
            {"type":"x","room":"orders.eu","since":{"offset":41,"epoch":"E-1"},
             "data": {"a": [1, 2e0 ]} ,"message_id":"m:1","more":{"room":"no"}}""");

    assertThat(request.room()).hasValue("orders.eu");
    assertThat(request.since()).hasValue(new Position(new Epoch("E-1"), 41));
    assertThat(request.data()).hasValue("{\"a\": [1, 2e0 ]}");
    assertThat(request.messageId()).hasValue(new MessageId("m:1"));
  }

  @Test
  void missesWhatIsNotThere() {
    for (String text :
        new String[] {"{\"type\":\"x\"}", "{\"room\":null,\"since\":null,\"message_id\":null}"}) {
      RoomRequest request = read(text);

      assertThat(request.room()).isEmpty();
      assertThat(request.since()).isEmpty();
      assertThat(request.data()).isEmpty();
      assertThat(request.messageId()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "0", "-1.5E+3", "\"\\u00e4\"", "[]", "true", "{\"data\":1}"})
  void takesAnyJsonForData(String data) {
    assertThat(read("{\"data\":" + data + "}").data()).hasValue(data);
  }

  @Test
  void takesARoomThatIsNoTextForOneThatDoesNotExist() {
    assertThat(read("{\"room\":[\"a\"]}").room()).hasValue("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"since\":41",
        "\"since\":{}",
        "\"since\":{\"epoch\":\"E\"}",
        "\"since\":{\"offset\":1}",
        "\"since\":{\"epoch\":1,\"offset\":1}",
        "\"since\":{\"epoch\":\"a b\",\"offset\":1}",
        "\"since\":{\"epoch\":\"E\",\"offset\":-1}",
        "\"since\":{\"epoch\":\"E\",\"offset\":1.0}",
        "\"since\":{\"epoch\":\"E\",\"offset\":\"1\"}",
        "\"since\":{\"epoch\":\"E\",\"offset\":{\"a\":1}}",
        "\"since\":{\"epoch\":\"E\",\"offset\":99999999999999999999}",
        "\"message_id\":17",
        "\"message_id\":\"\"",
        "\"message_id\":\"a b\"",
        "\"room\":\"a\",\"room\":\"a\"",
        "\"data\":1,\"data\":1"
      })
  void understandsNothingElse(String fields) {
    assertThat(reader.readRoomRequest("{" + fields + "}")).isEmpty();
  }

  private RoomRequest read(String text) {
    return reader.readRoomRequest(text).orElseThrow();
  }
}
