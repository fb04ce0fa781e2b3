package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys as a start finds them. */
final class CertificatesTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String REST = "upstreams: {a: {base_url: 'https://h'%s}}\nroutes: [{model: m, upstream: a}]\n";

    @TempDir
    static Path folder;

    @BeforeAll
    static void make() throws Exception {
        pair("good", "-2d", "10");
        pair("other", "-2d", "10");
        pair("old", "-30d", "10");
        pair("early", "+10d", "10");
    }

    private static void pair(String name, String start, String days) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-startdate",
                start,
                "-validity",
                days,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD));
        Process keytool = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) throw new IOException(said);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem(name + ".pem", "CERTIFICATE", keys.getCertificate("a").getEncoded());
        pem(name + ".key", "PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded());
    }

    private static void pem(String file, String what, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    /** The faults, without their lines. */
    private static List<String> faults(String cert, String key, String upstream) throws IOException {
        String listen = cert == null ? "" : "listen: {tls_cert: " + cert + ", tls_key: " + key + "}\n";
        Path file = Files.writeString(folder.resolve("s.yaml"), listen + String.format(REST, upstream));
        ConfigLoader.Result result = ConfigLoader.load(file, Map.of());
        if (!(result instanceof ConfigLoader.Faulty faulty)) return List.of();
        return faulty.faults().stream().map(Fault::toString).toList();
    }

    private static void one(List<String> faults, String begin, String part) {
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).startsWith(begin) && faults.get(0).contains(part), faults::toString);
    }

    @Test
    void aGoodPairIsTaken() throws IOException {
        assertEquals(List.of(), faults("good.pem", "good.key", ", ca_cert: other.pem"));
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws IOException {
        one(faults("good.pem", "other.key", ""), "listen.tls_key: got ", "the key of another certificate");
    }

    @Test
    void certificatesThatAreNotGoodNowAreNamed() throws IOException {
        one(faults("old.pem", "old.key", ""), "listen.tls_cert: got a certificate that expired at ", "good now");
        one(faults("early.pem", "early.key", ""), "listen.tls_cert: got a certificate that is not good before ", "");
        one(faults(null, null, ", ca_cert: old.pem"), "upstreams.a.ca_cert: got a certificate that expired at ", "");
    }

    @Test
    void filesOfSomethingElseAreNamed() throws IOException {
        one(faults("good.key", "good.key", ""), "listen.tls_cert: got ", "a PEM file with a CERTIFICATE");
        one(faults("good.pem", "good.pem", ""), "listen.tls_key: got ", "PRIVATE KEY that belongs to tls_cert");
        one(faults("nothing.pem", "good.key", ""), "listen.tls_cert: got \"nothing.pem\"", "a file that can be read");
        Files.writeString(folder.resolve("half.key"), "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n");
        one(faults("good.pem", "half.key", ""), "listen.tls_key: got ", "PRIVATE KEY that belongs to tls_cert");
    }

    @Test
    void aBundleMayHoldAnOldAuthorityBesideGoodOnes() throws IOException {
        String bundle = Files.readString(folder.resolve("old.pem")) + Files.readString(folder.resolve("good.pem"));
        Files.writeString(folder.resolve("bundle.pem"), bundle);
        assertEquals(List.of(), faults(null, null, ", ca_cert: bundle.pem"));
        one(faults("bundle.pem", "good.key", ""), "listen.tls_cert: got a certificate that expired", "");
    }

    @Test
    void filesAreRelativeToTheConfiguration() throws IOException {
        Path file = Files.writeString(
                folder.resolve("s.yaml"),
                "listen: {tls_cert: good.pem, tls_key: good.key}\n" + String.format(REST, ""));
        ConfigLoader.Valid valid = (ConfigLoader.Valid) ConfigLoader.load(file, Map.of());
        assertEquals(
                folder.resolve("good.pem").toAbsolutePath(),
                valid.config().listen().tlsCert());
    }
}
