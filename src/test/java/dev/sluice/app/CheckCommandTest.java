package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice check} on a file in which every section of the providers' side is wrong in every way there is: it names them all. */
final class CheckCommandTest {
    private static final String WRONG = """
            upstreams:
              good: {base_url: "http://h/v1"}
              a:
                endpoints: ['ftp://h', {weight: 1}, 'http://i', 'http://i/', {url: 'http://j', weight: 999}]
                dialect: gemni
                balance: best
                api_key: k
                api_keys: [l]
                ca_cert: none.pem
                slow_start: soon
                permits: many
                queue_wait: 0
                queue: {free: {penalty: 9d, lenght: 1}, gold: {}}
                adaptive: {floor: 9, ceiling: 2}
                timeouts: {connect: -1s, frist_event: 1s}
                retry: {limit: -1, backoff: 9s, budget_percent: 101}
                health: {path: ping, expect: [ok], fall: 0, fast_interval: 9s}
                ejection: {failures: -1, time: 9m}
                connections: {idle: 0s}
              b: {endpoints: [{url: 'http://h', backup: true}]}
              c: {}
            routes:
              - {model: x, upstream: gud, tiers: [gold], path: v1, fallbacks: [good, good, nobody]}
              - {upstream: good}
              - {model: x, upstream: good, default: true}
              - {default: true, upstream: good}
              - {default: true, upstream: good}
              - {model: y, upstream: good}
              - {model: y, upstream: good, tiers: [pro]}
            prices:
              nothing: {input: 1, output: 1}
              x: {input: -1, output: cheap, cashed_input: 1}
              y: {}
            sharing: {mode: always, scope: world, cache_ttl: never, cache_bytes: -1, pays: nobody, ttl: 1h}
            limits:
              enabled: perhaps
              answer_tokens: -1
              free: {requests: 0, tokens: many, concurrent: -2}
              premium: {requests: 1}
            feeds:
              "a b": {}
              "x-{user}": {read: public}
              f: {read: everybody, history: {events: 0, age: long}, souce: {}}
              g: {source: {url: 'ftp://h', upstream: gud, format: xml, headers: {"a b": c}, retry_min: 9m, idle: 0s}}
              h: {source: {}}
            """;

    /** How the line about each mistake begins. */
    private static final List<String> NAMED = """
            upstreams.a.endpoints[0].url: got "ftp://h"
            upstreams.a.endpoints[1].url: got nothing
            upstreams.a.endpoints[3].url: got "http://i/" again
            upstreams.a.endpoints[4].weight: got "999"
            upstreams.a.dialect: got "gemni"
            upstreams.a.balance: got "best"
            upstreams.a.api_keys: got api_key as well
            upstreams.a.ca_cert: got "none.pem"
            upstreams.a.slow_start: got "soon"
            upstreams.a.permits: got "many"
            upstreams.a.queue_wait: got "0"
            upstreams.a.queue.free.penalty: got 216h
            upstreams.a.queue.free.lenght: got an unknown key
            upstreams.a.queue.gold: got an unknown key
            upstreams.a.adaptive.floor: got 9
            upstreams.a.timeouts.connect: got "-1s"
            upstreams.a.timeouts.frist_event: got an unknown key
            upstreams.a.retry.limit: got "-1"
            upstreams.a.retry.budget_percent: got "101"
            upstreams.a.retry.backoff: got 9s
            upstreams.a.health.path: got "ping"
            upstreams.a.health.expect: got "ok"
            upstreams.a.health.fall: got "0"
            upstreams.a.health.fast_interval: got 9s
            upstreams.a.ejection.failures: got "-1"
            upstreams.a.ejection.time: got 9m
            upstreams.a.connections.idle: got "0s"
            upstreams.b.endpoints: got none that takes calls
            upstreams.c.base_url: got nothing
            routes[0].tiers: got "gold"
            routes[0].path: got "v1"
            routes[0].upstream: got "gud"
            routes[0].fallbacks[1].upstream: got "good" again
            routes[0].fallbacks[2].upstream: got "nobody"
            routes[1].model: got nothing
            routes[2].default: got true beside model, path or tiers
            routes[4].default: got a second default
            routes[6].model: got "y" again
            prices.nothing: got a price for no route
            prices.x.input: got "-1"
            prices.x.output: got "cheap"
            prices.x.cashed_input: got an unknown key
            prices.y.input: got nothing
            prices.y.output: got nothing
            sharing.mode: got "always"
            sharing.scope: got "world"
            sharing.cache_ttl: got "never"
            sharing.cache_bytes: got "-1"
            sharing.pays: got "nobody"
            sharing.ttl: got an unknown key
            limits.enabled: got "perhaps"
            limits.answer_tokens: got "-1"
            limits.free.requests: got "0"
            limits.free.tokens: got "many"
            limits.free.concurrent: got "-2"
            limits.premium: got an unknown key
            feeds: got the name "a b"
            feeds["x-{user}"].read: got public
            feeds.f.read: got "everybody"
            feeds.f.history.events: got "0"
            feeds.f.history.age: got "long"
            feeds.f.souce: got an unknown key, expected one of source, read, tenant, history; did you mean source?
            feeds.g.source.upstream: got "gud"
            feeds.g.source.url: got "ftp://h"
            feeds.g.source.headers["a b"]: got the name "a b"
            feeds.g.source.format: got "xml"
            feeds.g.source.idle: got "0s"
            feeds.g.source.retry_min: got 9m
            feeds.h.source: got no address
            """.lines().toList();

    @TempDir
    Path directory;

    @Test
    void everyMistakeIsNamedOnceWithItsLine() throws Exception {
        Path file = Files.writeString(directory.resolve("wrong.yaml"), WRONG);
        Terminal terminal = new Terminal(new CheckCommand(Map.of()));
        assertEquals(1, terminal.execute("check", "--config", file.toString()));
        List<String> lines = Arrays.asList(terminal.out().split("\n"));
        for (String start : NAMED)
            assertEquals(1, lines.stream().filter(l -> l.startsWith(start)).count(), start + " in\n" + terminal.out());
        assertEquals(NAMED.size(), lines.size(), terminal.out());
        assertTrue(lines.stream().allMatch(l -> l.contains(", expected ")), terminal.out());
    }
}
