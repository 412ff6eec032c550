package io.admitone.examples.messages;

import io.admitone.ws.MessageHandler;
import io.admitone.ws.SocketConnection;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.util.Map;

/** Adds two numbers: {@code {"type":"add","a":1,"b":2}} is answered by {@code "sum"}. */
@Singleton
final class AddMessageHandler implements MessageHandler {
  @Override
  public String type() {
    return "add";
  }

  @Override
  public void onMessage(SocketConnection connection, JsonNode message) {
    connection.send("sum", answerTo(message));
  }

  /** What a client sends is checked: an exception would end its socket. */
  private static JsonNode answerTo(JsonNode message) {
    JsonNode a = message.get("a");
    JsonNode b = message.get("b");
    return a != null && a.isNumber() && b != null && b.isNumber()
        ? object("sum", JsonNode.createNumberNode(a.getDoubleValue() + b.getDoubleValue()))
        : object("problem", JsonNode.createStringNode("a and b must be numbers"));
  }

  private static JsonNode object(String name, JsonNode value) {
    return JsonNode.createObjectNode(Map.of(name, value));
  }
}
