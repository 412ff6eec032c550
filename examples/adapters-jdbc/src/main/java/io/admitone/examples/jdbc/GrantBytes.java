package io.admitone.examples.jdbc;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A grant as bytes and back: its fields one after another, no names, a number for the format. */
final class GrantBytes {
  private static final int FORMAT = 1;

  private GrantBytes() {}

  static byte[] of(Grant grant) {
    return bytes(
        out -> {
          out.writeByte(FORMAT);
          out.writeUTF(grant.identity().user().value());
          out.writeUTF(grant.identity().session().value());
          writeTexts(out, grant.identity().roles());
          writeTexts(out, grant.identity().rooms());
          writeTexts(out, grant.bindings().client().map(ClientId::value).stream().toList());
          writeTexts(out, grant.bindings().origin().map(Origin::value).stream().toList());
          writeInstant(out, grant.createdAt());
          writeInstant(out, grant.expiresAt());
          out.writeUTF(grant.traceId());
        });
  }

  static byte[] of(SessionId session) {
    return bytes(out -> out.writeUTF(session.value()));
  }

  /** The grant; empty where these are not the bytes of one. */
  static Optional<Grant> read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return in.readByte() == FORMAT ? Optional.of(readGrant(in)) : Optional.empty();
    } catch (IOException | RuntimeException damaged) {
      return Optional.empty();
    }
  }

  /** Arguments are evaluated from left to right, which is the order of the fields. */
  private static Grant readGrant(DataInputStream in) throws IOException {
    return new Grant(
        new Identity(
            new UserId(in.readUTF()),
            new SessionId(in.readUTF()),
            Set.copyOf(readTexts(in)),
            readTexts(in)),
        new Bindings(
            readTexts(in).stream().findFirst().map(ClientId::new),
            readTexts(in).stream().findFirst().map(Origin::new)),
        readInstant(in),
        readInstant(in),
        in.readUTF());
  }

  private static void writeTexts(DataOutputStream out, Collection<String> texts)
      throws IOException {
    out.writeShort(texts.size());
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      texts.add(in.readUTF());
    }
    return texts;
  }

  private static void writeInstant(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant readInstant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.on(out);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written but memory", e);
    }
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Writing {
    void on(DataOutputStream out) throws IOException;
  }
}
