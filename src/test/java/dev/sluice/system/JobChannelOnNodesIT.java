package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two whole nodes and a real Redis: a session hears of its jobs on whichever node it is, once. */
final class JobChannelOnNodesIT {
    private RedisServer redis;
    private TestNode a;
    private TestNode b;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
        a = node();
        b = node();
    }

    @AfterEach
    void stop() throws Exception {
        if (a != null) a.close();
        if (b != null) b.close();
        redis.close();
    }

    private TestNode node() throws Exception {
        return TestNode.start("REDIS_URL", redis.url(), "REDIS_TIMEOUT", "5s", "SLUICE_JOB_CONCURRENCY", "2");
    }

    private static List<JsonObject> jobs(int from, int to) {
        List<JsonObject> jobs = new ArrayList<>();
        for (int i = from; i < to; i++) jobs.add(JobClient.job("sim;ttft=5;rate=0;tokens=20", "job " + i));
        return jobs;
    }

    @Test
    void aChannelThatWandersBetweenTheNodesIsToldOfEachJobExactlyOnce() throws Exception {
        long seed = 31;
        System.out.println("JobChannelOnNodesIT seed " + seed);
        Random random = new Random(seed);
        Visitor visitor = Visitor.of(a);
        List<String> ids = new ArrayList<>(new JobClient(visitor).submit(jobs(0, 20)));
        ids.addAll(new JobClient(visitor.at(b.uri(""))).submit(jobs(20, 40)));
        ToldJobs told = new ToldJobs();
        String cursor = null;
        int onB = 0;
        while (told.over.size() < ids.size()) {
            boolean there = random.nextBoolean();
            if (there) onB++;
            String[] headers = cursor == null ? new String[0] : new String[] {"Last-Event-ID", cursor};
            int until = told.events.size() + 1 + random.nextInt(15);
            int port = there ? b.port() : a.port();
            try (RawChannel channel = RawChannel.open(port, "/api/v1/channel", visitor.bearer(), headers)) {
                channel.read(told::take, () -> told.events.size() >= until || told.over.size() == ids.size());
                cursor = channel.lastEventId();
            }
        }
        assertTrue(onB > 1, "on the other node " + onB + " times");
        told.numberedWithoutAHole();
        for (String id : ids) assertEquals(List.of("queued", "running", "completed"), told.of(id));
    }

    @Test
    void aChannelOnAnotherNodeHearsOfTheFirstJobAtOnce() throws Exception {
        Visitor visitor = Visitor.of(a);
        ToldJobs told = new ToldJobs();
        int[] hellos = new int[1];
        try (RawChannel channel = RawChannel.open(b.port(), "/api/v1/channel", visitor.bearer())) {
            channel.read(event -> hellos[0]++, () -> hellos[0] > 0);
            String id = new JobClient(visitor).submit(jobs(0, 1)).get(0);
            channel.read(told::take, () -> told.over.contains(id));
            assertEquals(List.of("queued", "running", "completed"), told.of(id));
            assertEquals(
                    new JobClient(visitor.at(b.uri(""))).look(id).getJsonObject("result"),
                    told.events.get(2).getJsonObject("result"));
        }
    }
}
