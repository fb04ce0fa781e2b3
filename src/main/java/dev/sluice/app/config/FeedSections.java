package dev.sluice.app.config;

import dev.sluice.model.FeedConfig;
import dev.sluice.model.FeedConfig.Format;
import dev.sluice.model.FeedConfig.Read;
import dev.sluice.model.FeedName;
import dev.sluice.model.UpstreamConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** {@code feeds}: sources that all readers share, and topics that backends publish to. */
final class FeedSections {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MILLION = 1_000_000;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private FeedSections() {}

    static List<FeedConfig> feeds(Section root, Map<String, UpstreamConfig> upstreams, boolean simulator) {
        List<FeedConfig> all = new ArrayList<>();
        root.named("feeds").forEach((pattern, s) -> {
            String fault = faultOf(pattern);
            if (fault != null) root.fault("feeds", "the name " + Shown.of(pattern), fault);
            FeedConfig.Source source = s.written("source") ? source(s.section("source"), upstreams, simulator) : null;
            if (source != null && (pattern.indexOf('*') >= 0 || pattern.indexOf('{') >= 0))
                s.fault("source", "a source", "none: a feed with * or {…} in its name is one of topics");
            Read read = read(s, pattern);
            boolean named = pattern.contains("{tenant}");
            String tenant = s.text("tenant", named || read.compareTo(Read.TENANT) < 0 ? null : "default");
            if (named && s.written("tenant"))
                s.fault("tenant", Shown.of(tenant), "nothing: {tenant} in the name says it");
            all.add(new FeedConfig(pattern, read, tenant, history(s.section("history")), source));
            s.end();
        });
        return List.copyOf(all);
    }

    /** Null where the pattern is right; otherwise what was expected. */
    private static String faultOf(String pattern) {
        String bare = pattern.replace("{user}", "").replace("{tenant}", "").replace("*", "");
        int users = pattern.split("\\{user}", -1).length - 1;
        int tenants = pattern.split("\\{tenant}", -1).length - 1;
        if (!FeedName.clean(bare) || pattern.isEmpty() || pattern.length() > 64 || users > 1 || tenants > 1)
            return "1 to 64 characters of " + FeedName.CHARACTERS
                    + ", with * for any text, and {user} and {tenant} once each";
        // Otherwise "a-b-c" might be the feed of two users.
        if (users > 0 && pattern.indexOf('*') >= 0)
            return "either * or {user}: with both, one user's feeds might be another's";
        if (pattern.contains("}{")) return "text between {tenant} and {user}, which tells where one ends";
        if (users > 0 && tenants > 0 && pattern.indexOf("{user}") < pattern.indexOf("{tenant}"))
            return "{tenant} before {user}";
        return null;
    }

    private static Read read(Section s, String pattern) {
        Read usual = pattern.contains("{user}")
                ? Read.USER
                : pattern.contains("{tenant}") ? Read.TENANT : Read.AUTHENTICATED;
        List<String> known = Stream.of(Read.values())
                .map(r -> r.name().toLowerCase(Locale.ROOT))
                .toList();
        String text = s.text("read", usual.name().toLowerCase(Locale.ROOT));
        if (!known.contains(text)) {
            s.fault("read", Shown.of(text), Nearest.oneOf(text, known));
            return usual;
        }
        Read read = Read.valueOf(text.toUpperCase(Locale.ROOT));
        if (read == Read.USER && usual != Read.USER) s.fault("read", "user", "{user} in the feed's name");
        if (read.compareTo(usual) < 0 && usual != Read.AUTHENTICATED)
            s.fault("read", text, usual.name().toLowerCase(Locale.ROOT) + ", since the feed is named after one");
        return read;
    }

    private static FeedConfig.History history(Section s) {
        FeedConfig.History history = new FeedConfig.History(
                s.integer("events", 1000, 1, MILLION),
                (int) s.size("bytes", 4 * MIB, 16 * KIB, 256 * MIB),
                s.duration("age", Duration.ofHours(1), SECOND));
        s.end();
        return history;
    }

    private static FeedConfig.Source source(Section s, Map<String, UpstreamConfig> upstreams, boolean simulator) {
        String upstream = s.text("upstream", null);
        if (upstream != null && !upstreams.containsKey(upstream) && !upstreams.isEmpty())
            s.fault("upstream", Shown.of(upstream), Nearest.oneOf(upstream, upstreams.keySet()));
        URI url = urlWithQuery(s, "url");
        String path = s.text("path", null);
        boolean neither = url == null && path == null && !s.faulty("url");
        if (neither || url != null && path != null)
            s.fault(
                    "",
                    neither ? "no address" : "two addresses",
                    "exactly one of url, and path at the built-in simulator");
        if (path != null && !isPath(path)) s.fault("path", Shown.of(path), "a path such as /feed/ticks?rate=1");
        if (path != null && !simulator) s.fault("path", Shown.of(path), "url, or simulator.enabled: true");
        Section headers = s.section("headers");
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : headers.entries.keySet()) header(headers, name, values);
        FeedConfig.Source source = new FeedConfig.Source(
                upstream,
                url,
                path,
                values,
                format(s),
                s.flag("resume", true),
                urlWithQuery(s, "health"),
                s.duration("linger", Duration.ofSeconds(30), Duration.ZERO),
                s.duration("connect", Duration.ofSeconds(10), MILLISECOND),
                s.duration("idle", Duration.ofSeconds(60), MILLISECOND),
                s.duration("retry_min", Duration.ofMillis(250), MILLISECOND),
                s.duration("retry_max", Duration.ofSeconds(30), MILLISECOND));
        s.atMost("retry_min", source.retryMin(), "retry_max", source.retryMax());
        s.end();
        return source;
    }

    private static void header(Section headers, String name, Map<String, String> values) {
        String value = headers.secret(name);
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}"))
            headers.fault(name, "the name " + Shown.of(name), "the name of an HTTP header");
        else if (value != null && !value.matches("[\\x20-\\x7e]*"))
            headers.fault(name, Shown.secret(value), "printable ASCII on one line");
        else if (value != null) values.put(name, value);
    }

    private static Format format(Section s) {
        String text = s.text("format", "sse");
        if (text.equals("json-lines")) return Format.JSON_LINES;
        if (!text.equals("sse")) s.fault("format", Shown.of(text), "sse or json-lines");
        return Format.SSE;
    }

    /** Unlike a base URL it may have a query, which may hold a secret: it is shown without. */
    private static URI urlWithQuery(Section s, String key) {
        String text = s.secret(key);
        if (text == null) return null;
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null)
                return uri;
        } catch (URISyntaxException e) {
            // said below
        }
        String shown = text.indexOf('?') < 0 ? Shown.of(text) : Shown.of(text.substring(0, text.indexOf('?')) + "?…");
        s.fault(key, shown, "an http:// or https:// URL with a host, and without user info or fragment");
        return null;
    }

    private static boolean isPath(String text) {
        try {
            return text.startsWith("/") && !text.startsWith("//") && new URI(text).getScheme() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
