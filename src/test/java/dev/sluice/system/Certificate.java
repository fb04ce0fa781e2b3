package dev.sluice.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A key and its self-signed certificate for localhost and 127.0.0.1, fresh from keytool, good for two days. */
public final class Certificate {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path pem;
    private final X509TrustManager trust;
    private final SSLContext context;

    private Certificate(Path pem, X509TrustManager trust, SSLContext context) {
        this.pem = pem;
        this.trust = trust;
        this.context = context;
    }

    public static Certificate make(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "edge",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.out").toFile())
                .start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0)
            throw new IOException(Files.readString(folder.resolve("keytool.out")));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        java.security.cert.Certificate certificate = keys.getCertificate("edge");
        String pem = block("CERTIFICATE", certificate.getEncoded())
                + block("PRIVATE KEY", keys.getKey("edge", PASSWORD).getEncoded());
        Path file = Files.writeString(folder.resolve("edge.pem"), pem, StandardCharsets.US_ASCII);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("edge", certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), new SecureRandom());
        return new Certificate(file, (X509TrustManager) factory.getTrustManagers()[0], context);
    }

    /** The certificate and its key, as HAProxy reads them. */
    public Path pem() {
        return pem;
    }

    /** For a client that trusts this certificate and no other. */
    X509TrustManager trust() {
        return trust;
    }

    SSLContext context() {
        return context;
    }

    private static String block(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }
}
