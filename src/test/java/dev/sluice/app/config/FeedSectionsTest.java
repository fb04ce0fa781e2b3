package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FeedConfig;
import dev.sluice.model.FeedConfig.Format;
import dev.sluice.model.FeedConfig.Read;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code feeds}: what is right is read with its defaults, and each mistake is named. */
final class FeedSectionsTest {
    private static final String BASE = """
            upstreams: {pool: {base_url: "http://127.0.0.1:1/v1"}}
            routes: [{model: "*", upstream: pool}]
            feeds:
            """;

    private static ConfigLoader.Result load(String feeds) {
        return ConfigLoader.parse("test", BASE + feeds.indent(2), Path.of(""), Map.of());
    }

    private static List<FeedConfig> feeds(String feeds) {
        return assertInstanceOf(ConfigLoader.Valid.class, load(feeds)).config().feeds();
    }

    @Test
    void readsASourceAndItsDefaults() {
        FeedConfig feed = feeds("""
                prices:
                  source:
                    url: https://prices.example.com/s?key=k1
                    headers: {authorization: Bearer x}
                    format: json-lines
                """).get(0);
        assertEquals(Read.AUTHENTICATED, feed.read());
        assertNull(feed.tenant());
        assertEquals(1000, feed.history().events());
        assertEquals("key=k1", feed.source().url().getQuery());
        assertEquals(Map.of("authorization", "Bearer x"), feed.source().headers());
        assertEquals(Format.JSON_LINES, feed.source().format());
        assertEquals(30, feed.source().linger().toSeconds());
        assertTrue(feed.source().resume());
    }

    @Test
    void aNameSaysWhoMayRead() {
        List<FeedConfig> all = feeds("""
                "inbox-{user}": {}
                "team-{tenant}": {}
                "box-{tenant}-{user}": {}
                "orders-*": {read: tenant, tenant: acme}
                """);
        assertEquals(Read.USER, all.get(0).read());
        assertEquals("default", all.get(0).tenant());
        assertEquals(Read.TENANT, all.get(1).read());
        assertNull(all.get(1).tenant());
        assertEquals(Read.USER, all.get(2).read());
        assertEquals("acme", all.get(3).tenant());
    }

    @Test
    void neitherHeadersNorTheUrlsQueryAreShown() {
        ConfigLoader.Valid valid = assertInstanceOf(
                ConfigLoader.Valid.class,
                load("f: {source: {url: \"https://a.example/s?key=hunter2\", headers: {x-key: hunter2}}}"));
        assertTrue(!valid.effective().toString().contains("hunter2"));
        assertTrue(!valid.config().feeds().toString().contains("hunter2\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"a b\": {}                              | feeds                   | characters of A-Z",
                "\"x-{user}-*\": {}                       | feeds                   | either * or {user}",
                "\"x-{tenant}{user}\": {}                 | feeds                   | text between",
                "\"x-{user}-{tenant}\": {}                | feeds                   | {tenant} before {user}",
                "\"x-{user}\": {read: public}             | feeds[\"x-{user}\"].read | named after",
                "f: {read: user}                          | feeds.f.read            | {user} in the feed's name",
                "f: {read: everybody}                     | feeds.f.read            | one of public",
                "f: {source: {}}                          | feeds.f.source          | exactly one of url",
                "f: {source: {url: ftp://x/}}             | feeds.f.source.url      | http://",
                "f: {source: {path: /feed/t}}             | feeds.f.source.path     | simulator.enabled",
                "f: {source: {url: http://x/, format: xml}} | feeds.f.source.format | sse or json-lines",
                "f: {source: {url: http://x/, upstream: pol}} | feeds.f.source.upstream | did you mean pool",
                "f: {source: {url: http://x/, retry_min: 60s}} | feeds.f.source.retry_min | at most retry_max",
                "f: {source: {url: http://x/, headers: {\"a b\": x}}} | feeds.f.source.headers[\"a b\"] | HTTP header",
                "\"t-*\": {source: {url: http://x/}}      | feeds[\"t-*\"].source   | one of topics",
                "f: {histroy: {}}                         | feeds.f.histroy         | did you mean history",
                "f: {history: {events: 0}}                | feeds.f.history.events  | a whole number from 1",
            })
    void namesTheMistake(String feeds, String path, String expected) {
        List<Fault> faults =
                assertInstanceOf(ConfigLoader.Faulty.class, load(feeds)).faults();
        assertTrue(
                faults.stream()
                        .anyMatch(f -> f.path().equals(path) && f.toString().contains(expected)),
                () -> faults.toString());
    }
}
