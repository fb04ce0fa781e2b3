package dev.sluice.app.config;

import dev.sluice.edge.AddressRange;
import dev.sluice.model.Config;
import dev.sluice.model.Time;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** {@code listen}, {@code management} and {@code simulator}: where the node can be reached. */
final class ListenSections {
    private static final long KIB = 1024;
    private static final long GIB = 1L << 30;

    private ListenSections() {}

    static Config.Listen listen(Section s) {
        Config.Listen listen = new Config.Listen(
                host(s),
                s.integer("port", 8080, 0, 65535),
                s.integer("instances", 0, 0, 256),
                s.flag("allow_unauthenticated", false),
                s.file("tls_cert"),
                s.file("tls_key"),
                (int) s.size("max_body", 1024 * KIB, KIB, GIB),
                origins(s),
                proxies(s),
                s.flag("demo", false));
        pair(s, "tls_cert", listen.tlsCert(), "tls_key", listen.tlsKey());
        if (listen.tlsCert() != null && listen.tlsKey() != null) tls(s, listen);
        s.end();
        return listen;
    }

    static Config.Management management(Section s) {
        Config.Management management =
                new Config.Management(host(s), s.integer("port", 9090, 0, 65535), s.flag("admin_from_loopback", true));
        s.end();
        return management;
    }

    static Config.SimulatorConfig simulator(Section s) {
        Config.SimulatorConfig simulator =
                new Config.SimulatorConfig(s.flag("enabled", false), host(s), s.integer("port", 0, 0, 65535));
        s.end();
        return simulator;
    }

    private static String host(Section s) {
        String host = s.text("host", "127.0.0.1");
        if (!host.matches("[A-Za-z0-9._:%\\[\\]-]{1,253}"))
            s.fault("host", Shown.of(host), "an address or a host name, such as 127.0.0.1, 0.0.0.0 or ::1");
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static void tls(Section s, Config.Listen listen) {
        Instant now = Instant.ofEpochMilli(Time.SYSTEM.millis());
        List<X509Certificate> chain = Certificates.chain(s, "tls_cert", listen.tlsCert(), now);
        if (!chain.isEmpty())
            CertificateKey.check(s, "tls_key", listen.tlsKey(), chain.get(0).getPublicKey());
    }

    private static void pair(Section s, String one, Path a, String other, Path b) {
        if (a != null && b == null && !s.faulty(other)) s.fault(other, "nothing", "the key that belongs to " + one);
        if (b != null && a == null && !s.faulty(one))
            s.fault(one, "nothing", "the certificate that belongs to " + other);
    }

    /** A wildcard is refused: browsers do not send credentials to a server that answers with one (Fetch standard, 3.2.5). */
    private static List<String> origins(Section s) {
        List<String> origins = s.texts("cors_origins");
        for (String origin : origins)
            if (!isOrigin(origin))
                s.fault(
                        "cors_origins",
                        Shown.of(origin),
                        "origins such as https://chat.example.com, without a path and without *");
        return origins;
    }

    private static List<String> proxies(Section s) {
        List<String> proxies = s.texts("trusted_proxies");
        for (String proxy : proxies)
            if (AddressRange.parse(proxy) == null) s.fault("trusted_proxies", Shown.of(proxy), AddressRange.EXPECTED);
        return proxies;
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return web && uri.getHost() != null && text.equals(uri.getScheme() + "://" + uri.getHost() + port);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
