package dev.sluice.app.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * PEM files of certificates, looked over before a node starts: by itself it would start, and the first handshake fail.
 */
final class Certificates {
    private Certificates() {}

    /**
     * A server's own: faults a file without any, and one of which any is not good now.
     *
     * @return none where at fault
     */
    static List<X509Certificate> chain(Section s, String key, Path file, Instant now) {
        List<X509Certificate> all = read(s, key, file);
        for (X509Certificate each : all)
            if (!good(each, now)) {
                fault(s, key, each, now);
                return List.of();
            }
        return all;
    }

    /** Those to trust: faults a file without any, and one of which none is good now; bundles hold old ones, too. */
    static boolean authorities(Section s, String key, Path file, Instant now) {
        List<X509Certificate> all = read(s, key, file);
        boolean any = all.stream().anyMatch(each -> good(each, now));
        if (!any && !all.isEmpty()) fault(s, key, all.get(0), now);
        return any;
    }

    private static boolean good(X509Certificate certificate, Instant now) {
        return !now.isAfter(certificate.getNotAfter().toInstant())
                && !now.isBefore(certificate.getNotBefore().toInstant());
    }

    private static void fault(Section s, String key, X509Certificate bad, Instant now) {
        Instant end = bad.getNotAfter().toInstant();
        String when = now.isAfter(end)
                ? "expired at " + end
                : "is not good before " + bad.getNotBefore().toInstant();
        s.fault(key, "a certificate that " + when, "one that is good now");
    }

    private static List<X509Certificate> read(Section s, String key, Path file) {
        List<X509Certificate> all = new ArrayList<>();
        try {
            ByteArrayInputStream bytes = new ByteArrayInputStream(Files.readAllBytes(file));
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(bytes)
                    .forEach(each -> all.add((X509Certificate) each));
        } catch (IOException | CertificateException e) {
            all.clear();
        }
        if (all.isEmpty()) s.fault(key, Shown.of(file.toString()), "a PEM file with a CERTIFICATE");
        return all;
    }

    /** What a PEM file is read as, for a look at its text. */
    static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
