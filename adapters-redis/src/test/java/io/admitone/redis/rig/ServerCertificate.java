package io.admitone.redis.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key, its certificate, and the authority that signed it, made for one test run with the JDK's
 * {@code keytool}. Valid for a day, for one name or address.
 *
 * @param key the server's private key, PEM
 * @param certificate the server's certificate, PEM
 * @param authority the authority's certificate, PEM: what a client must trust
 */
public record ServerCertificate(Path key, Path certificate, Path authority) {
  private static final String PASSWORD = "rig-password";

  /**
   * Makes an authority of its own and a certificate of it.
   *
   * @param subjectAlternativeName such as {@code ip:127.0.0.1} or {@code dns:redis.example}
   */
  public static ServerCertificate make(String subjectAlternativeName) {
    Path dir = ScratchDirectories.make("tls");
    Path store = dir.resolve("keys.p12");
    keytool(store, "authority", "-ext", "bc:critical=ca:true");
    keytool(store, "server", "-signer", "authority", "-ext", "san=" + subjectAlternativeName);
    try {
      return unpack(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path store, String alias, String... more) {
    String[] common = {
      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
      "-J-XX:TieredStopAtLevel=1",
      "-genkeypair",
      "-keystore",
      store.toString(),
      "-storetype",
      "PKCS12",
      "-storepass",
      PASSWORD,
      "-alias",
      alias,
      "-dname",
      "CN=" + alias,
      "-keyalg",
      "EC",
      "-groupname",
      "secp256r1",
      "-validity",
      "1"
    };
    String[] command = Arrays.copyOf(common, common.length + more.length);
    System.arraycopy(more, 0, command, common.length, more.length);
    Commands.run(command);
  }

  private static ServerCertificate unpack(KeyStore store, Path dir)
      throws IOException, GeneralSecurityException {
    Key key = store.getKey("server", PASSWORD.toCharArray());
    return new ServerCertificate(
        pem(dir.resolve("server.key"), "PRIVATE KEY", key.getEncoded()),
        pem(dir.resolve("server.crt"), "CERTIFICATE", encoded(store, "server")),
        pem(dir.resolve("authority.crt"), "CERTIFICATE", encoded(store, "authority")));
  }

  private static byte[] encoded(KeyStore store, String alias) throws GeneralSecurityException {
    return store.getCertificate(alias).getEncoded();
  }

  private static Path pem(Path file, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }

  /** Puts copies into a server's directory, which is all that a server in a container sees. */
  void copyTo(Path dir) throws IOException {
    for (Path file : List.of(key, certificate, authority)) {
      Files.copy(file, dir.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The lines of a configuration that use the copies in this directory. */
  String directives(int port, Path dir) {
    return String.join(
        "\n",
        "port 0",
        "tls-port " + port,
        "tls-key-file " + dir.resolve(key.getFileName()),
        "tls-cert-file " + dir.resolve(certificate.getFileName()),
        "tls-ca-cert-file " + dir.resolve(authority.getFileName()),
        "tls-auth-clients no",
        "tls-replication yes");
  }

  /** Trusts this certificate's authority and no other. */
  SSLContext trust() {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      Certificate root = CertificateFactory.getInstance("X.509").generateCertificate(pem);
      trusted.setCertificateEntry("authority", root);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
