package io.admitone.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept under a ticket's key: the grant, and the life of the server that issued it.
 *
 * <p>Compact JSON with a version, so that operators can read it and a later release can change it.
 * Everything beyond ASCII is escaped: no character set on the way can harm a name, and even half a
 * surrogate pair comes back as it was.
 */
record TicketRecord(Grant grant, Incarnation issuedBy) {
  private static final int VERSION = 1;
  private static final int MAX_NAME_LENGTH = 4096;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2)
                  .maxStringLength(MAX_NAME_LENGTH)
                  .build())
          .build();

  /** The record as text, all of it ASCII. */
  String write() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return text.toString();
  }

  private void writeTo(JsonGenerator json) throws IOException {
    Identity identity = grant.identity();
    json.writeStartObject();
    json.writeNumberField("v", VERSION);
    json.writeStringField("user", identity.user().value());
    json.writeStringField("session", identity.session().value());
    writeNames(json, "roles", identity.roles());
    writeNames(json, "rooms", identity.rooms());
    if (grant.bindings().client().isPresent()) {
      json.writeStringField("client", grant.bindings().client().get().value());
    }
    if (grant.bindings().origin().isPresent()) {
      json.writeStringField("origin", grant.bindings().origin().get().value());
    }
    json.writeNumberField("createdAt", grant.createdAt().toEpochMilli());
    json.writeNumberField("expiresAt", grant.expiresAt().toEpochMilli());
    json.writeStringField("traceId", grant.traceId());
    json.writeStringField("issuedBy", issuedBy.value());
    json.writeEndObject();
  }

  private static void writeNames(JsonGenerator json, String field, Collection<String> names)
      throws IOException {
    if (names.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  /**
   * Reads what {@link #write} wrote; empty for anything else: damaged text, a version from another
   * release, a field that is missing, unknown or not allowed.
   */
  static Optional<TicketRecord> read(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      Fields fields = new Fields();
      fields.readFrom(json);
      return fields.version == VERSION ? Optional.of(fields.toRecord()) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      // The domain's values refuse what cannot be a grant; text that breaks them is as damaged as
      // text that is no JSON.
      return Optional.empty();
    }
  }

  /** The fields while they are read, in whatever order they come. */
  private static final class Fields {
    private long version;
    private String user;
    private String session;
    private List<String> roles = List.of();
    private List<String> rooms = List.of();
    private Optional<ClientId> client = Optional.empty();
    private Optional<Origin> origin = Optional.empty();
    private Instant createdAt;
    private Instant expiresAt;
    private String traceId;
    private String issuedBy;

    private void readFrom(JsonParser json) throws IOException {
      require(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        readField(json.currentName(), json);
      }
      require(json.currentToken() == JsonToken.END_OBJECT);
      require(json.nextToken() == null);
    }

    private void readField(String name, JsonParser json) throws IOException {
      switch (name) {
        case "v" -> version = number(json);
        case "user" -> user = text(json);
        case "session" -> session = text(json);
        case "roles" -> roles = names(json);
        case "rooms" -> rooms = names(json);
        case "client" -> client = Optional.of(new ClientId(text(json)));
        case "origin" -> origin = Optional.of(new Origin(text(json)));
        case "createdAt" -> createdAt = Instant.ofEpochMilli(number(json));
        case "expiresAt" -> expiresAt = Instant.ofEpochMilli(number(json));
        case "traceId" -> traceId = text(json);
        case "issuedBy" -> issuedBy = text(json);
        default -> require(false);
      }
    }

    private TicketRecord toRecord() {
      Identity identity =
          new Identity(new UserId(user), new SessionId(session), Set.copyOf(roles), rooms);
      Bindings bindings = new Bindings(client, origin);
      require(issuedBy != null);
      return new TicketRecord(
          new Grant(identity, bindings, createdAt, expiresAt, traceId), new Incarnation(issuedBy));
    }

    private static long number(JsonParser json) throws IOException {
      require(json.nextToken() == JsonToken.VALUE_NUMBER_INT);
      return json.getLongValue();
    }

    private static String text(JsonParser json) throws IOException {
      require(json.nextToken() == JsonToken.VALUE_STRING);
      return json.getText();
    }

    private static List<String> names(JsonParser json) throws IOException {
      require(json.nextToken() == JsonToken.START_ARRAY);
      List<String> names = new ArrayList<>();
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        names.add(json.getText());
      }
      require(json.currentToken() == JsonToken.END_ARRAY);
      return names;
    }

    private static void require(boolean isWellFormed) {
      if (!isWellFormed) {
        throw new IllegalArgumentException("not a ticket record");
      }
    }
  }
}
