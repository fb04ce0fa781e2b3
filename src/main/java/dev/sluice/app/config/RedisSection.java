package dev.sluice.app.config;

import dev.sluice.model.RedisConfig;
import dev.sluice.model.RedisConfig.Address;
import dev.sluice.model.RedisConfig.Mode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code redis}: what several nodes share. Off where neither {@code url} nor {@code nodes} says where it is. */
final class RedisSection {
    private static final int USUAL_PORT = 6379;
    private static final int MOST_DATABASES = 1 << 20;

    /** @param secret the password in it, or null */
    private record Url(boolean tls, Address address, int database, String user, String secret) {}

    private RedisSection() {}

    /** Null where there is none. */
    static RedisConfig read(Section s) {
        Mode mode = mode(s);
        Url url = url(s);
        List<Address> nodes = nodes(s, mode);
        Path ca = s.file("tls_ca");
        boolean tls = s.flag("tls", url != null && url.tls || ca != null);
        String user = s.text("user", url == null ? null : url.user());
        String password = s.secret("password");
        String master = s.text("master", mode == Mode.SENTINEL ? "mymaster" : null);
        int database = s.integer("database", url == null ? 0 : url.database(), 0, MOST_DATABASES);
        String prefix = s.text("prefix", "sluice");
        boolean required = s.flag("required", false);
        Duration timeout = s.duration("timeout", Duration.ofSeconds(1), Duration.ofMillis(10));
        s.end();
        if (!prefix.matches("[A-Za-z0-9._-]{1,64}"))
            s.fault("prefix", Shown.of(prefix), "1 to 64 characters of A-Z a-z 0-9 . _ -");
        if (url != null && !nodes.isEmpty()) s.fault("nodes", "url as well", "one of the two");
        List<Address> all = url == null ? nodes : List.of(url.address());
        if (all.isEmpty()) {
            if (required && !s.faulty("url") && !s.faulty("nodes"))
                s.fault("required", "true", "url or nodes, which say where Redis is");
            return null;
        }
        if (mode == Mode.STANDALONE && all.size() > 1)
            s.fault("nodes", all.size() + " addresses", "one, or mode: sentinel, or mode: cluster");
        if (mode == Mode.CLUSTER && database != 0) s.fault("database", "" + database, "0: a cluster has no other");
        if (mode != Mode.SENTINEL && s.written("master") && master != null)
            s.fault("master", Shown.of(master), "nothing, or mode: sentinel");
        if (ca != null && !tls) s.fault("tls_ca", "a file", "nothing, or tls: true");
        String secret = password == null && url != null ? url.secret() : password;
        if (user != null && secret == null && !s.faulty("password") && !s.faulty("url"))
            s.fault("user", Shown.of(user), "a password as well");
        return new RedisConfig(mode, all, master, tls, ca, user, secret, database, prefix, required, timeout);
    }

    private static Mode mode(Section s) {
        List<String> known = Stream.of(Mode.values())
                .map(m -> m.name().toLowerCase(Locale.ROOT))
                .toList();
        String text = s.text("mode", "standalone");
        if (known.contains(text)) return Mode.valueOf(text.toUpperCase(Locale.ROOT));
        s.fault("mode", Shown.of(text), Nearest.oneOf(text, known));
        return Mode.STANDALONE;
    }

    /** It may hold a password, so it is never printed. */
    private static Url url(Section s) {
        String text = s.secret("url");
        if (text == null) return null;
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            String path = uri.getPath() == null ? "" : uri.getPath();
            boolean ours = scheme.equals("redis") || scheme.equals("rediss");
            boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (ours && uri.getHost() != null && bare && path.matches("|/|/\\d{1,6}")) {
                String[] who = uri.getRawUserInfo() == null
                        ? new String[0]
                        : uri.getRawUserInfo().split(":", 2);
                int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
                s.reading.effective(s.path("url"), Shown.maskUserInfo(text));
                return new Url(
                        scheme.equals("rediss"),
                        new Address(uri.getHost().replaceAll("[\\[\\]]", ""), port),
                        path.length() > 1 ? Integer.parseInt(path.substring(1)) : 0,
                        who.length > 0 ? decoded(who[0]) : null,
                        who.length > 1 ? decoded(who[1]) : null);
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // said below, without the value
        }
        s.fault("url", Shown.secret(text), "redis://host:6379 or rediss://host:6379, with /database behind it or not");
        return null;
    }

    private static String decoded(String raw) {
        return raw.isEmpty() ? null : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static List<Address> nodes(Section s, Mode mode) {
        int usual = mode == Mode.SENTINEL ? 26_379 : USUAL_PORT;
        List<Address> all = new ArrayList<>();
        for (String text : s.texts("nodes")) {
            boolean bare = text.startsWith("[") ? text.endsWith("]") : text.indexOf(':') < 0;
            int colon = bare ? text.length() : text.lastIndexOf(':');
            String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
            String port = bare ? "" + usual : text.substring(colon + 1);
            boolean right = host.matches("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+") && port.matches("\\d{1,5}");
            if (right && Integer.parseInt(port) > 0 && Integer.parseInt(port) < 65536)
                all.add(new Address(host, Integer.parseInt(port)));
            else s.fault("nodes", Shown.of(text), "host:port, such as redis-1.internal:" + usual);
        }
        return all;
    }
}
