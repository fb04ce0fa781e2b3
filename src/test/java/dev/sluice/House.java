package dev.sluice;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;

/** The plan that the architecture tests hold the code to: rooms, their ranks, and the places where threads may meet. */
final class House {
    static final String ROOT = "dev.sluice";

    /** The way of a request, from the model upwards. A room imports lower ranks only, so neighbours are strangers. */
    static final Map<String, Integer> RANKS = Map.ofEntries(
            Map.entry("app", 8),
            Map.entry("edge", 7),
            Map.entry("ops", 7),
            Map.entry("job", 6),
            Map.entry("hub", 5),
            Map.entry("channel", 4),
            Map.entry("upstream", 4),
            Map.entry("redis", 4),
            Map.entry("admission", 3),
            Map.entry("log", 3),
            Map.entry("dialect", 3),
            Map.entry("sse", 2),
            Map.entry("model", 1));

    /** Stands beside the ranks: it plays a provider of the outside world, so it must not know the inside of the house. */
    static final String SIMULATOR = "simulator";

    static final Set<String> ROOMS_THE_SIMULATOR_KNOWS = Set.of("dialect", "sse", "model");

    /**
     * The classes whose state several threads touch, each with the reason why it cannot belong to one event loop. All
     * others are confined. {@code ops} is exempt: meters are read by the scraper's thread.
     */
    static final Map<String, String> CROSSINGS = Map.ofEntries(
            Map.entry(
                    "dev.sluice.model.Frame",
                    "shared by the readers of all loops: whichever writes it first encodes it for the others"),
            Map.entry(
                    "dev.sluice.log.StreamLog", "one owner appends, and readers on every loop read at their own pace"),
            Map.entry("dev.sluice.log.Logs", "the node's set of logs: opened, found and counted from every loop"),
            Map.entry(
                    "dev.sluice.channel.Tap",
                    "the hop from a stream's owner to a reading loop, scheduled once a batch"),
            Map.entry("dev.sluice.channel.Channel", "requests and connections of one session come in on any loop"),
            Map.entry("dev.sluice.channel.Channels", "the node's channels: found and opened from every loop"),
            Map.entry(
                    "dev.sluice.model.Expiring",
                    "tickets and idempotency keys are made and redeemed on whichever loop they come in"),
            Map.entry("dev.sluice.channel.MemorySessions", "a session's tabs come in on whichever loop accepted them"),
            Map.entry(
                    "dev.sluice.admission.FairPermits",
                    "an upstream's permits are taken and given back by the requests of every loop"),
            Map.entry(
                    "dev.sluice.upstream.endpoint.Endpoints",
                    "health and load of a provider's endpoints are learned and used by the calls of every loop"),
            Map.entry(
                    "dev.sluice.upstream.endpoint.KeyRing",
                    "a key that one loop found dead is not tried again by the others"),
            Map.entry(
                    "dev.sluice.upstream.endpoint.RetryBudget",
                    "the calls of all loops together bound the retries of all loops together"),
            Map.entry(
                    "dev.sluice.admission.Limits",
                    "a user's requests come in on every loop and are charged to one account"),
            Map.entry(
                    "dev.sluice.admission.LookAhead",
                    "like Limits, where accounts are shared by several nodes: answers come on the store's thread"),
            Map.entry(
                    "dev.sluice.admission.LazyTokenizer",
                    "loaded in the background, and used by every loop once it is there"),
            Map.entry(
                    "dev.sluice.admission.Outbox",
                    "whichever loop is telling tells what the others' changes of state left to be told"),
            Map.entry(
                    "dev.sluice.app.RequestLines",
                    "lines that were lost are counted by whoever logs, and read by the scraper"),
            Map.entry(
                    "dev.sluice.redis.KnownSessions",
                    "requests of a session come in on every loop, and news from Redis's"),
            Map.entry("dev.sluice.redis.TakeOvers", "what opens on any loop is told, and news come in on Redis's"),
            Map.entry(
                    "dev.sluice.redis.RedisJobs", "workers of every loop want to hear of the jobs that nodes publish"),
            Map.entry("dev.sluice.redis.RedisLink", "every loop asks whether Redis can be used before it relies on it"),
            Map.entry("dev.sluice.app.Node", "started, drained and stopped from outside the loops that it is made of"),
            Map.entry("dev.sluice.app.Drain", "whether the node takes sessions and requests is asked by all of them"),
            Map.entry("dev.sluice.hub.Plans", "a reload swaps the plan, and every loop goes by it"),
            Map.entry("dev.sluice.app.UnixSignals", "a signal comes on a thread of the virtual machine's"),
            Map.entry("dev.sluice.channel.Departure", "the readers of every loop draw their turns to leave from it"),
            Map.entry("dev.sluice.simulator.Simulator", "its owner's hooks are called from the loops that serve"),
            Map.entry(
                    "dev.sluice.simulator.TrafficRecord",
                    "what the simulator saw is written by its loops and read by whoever tests against it"),
            Map.entry(
                    "dev.sluice.hub.feed.OpenFeeds",
                    "the node's feeds: a request on one loop finds the feed of another"),
            Map.entry(
                    "dev.sluice.hub.feed.Feeds", "which session reads which feeds is asked and changed on every loop"),
            Map.entry("dev.sluice.hub.feed.FeedMaker", "feeds are opened on whichever loop they are first asked for"),
            Map.entry(
                    "dev.sluice.simulator.FeedTraffic",
                    "who reads the simulator's feeds is written by its loop and read by whoever tests against it"),
            Map.entry("dev.sluice.hub.InFlight", "identical requests join and leave a running call from any loop"),
            Map.entry("dev.sluice.hub.Ledger", "what was used is added up where each request ends, on every loop"),
            Map.entry("dev.sluice.hub.Roster", "the node's answers: a request on one loop finds the answer of another"),
            Map.entry("dev.sluice.hub.Interest", "who wants an answer is asked from loops other than the answer's own"),
            Map.entry(
                    "dev.sluice.hub.cluster.LogTap",
                    "the hop from an answer's owner to the cluster's loop, scheduled once a batch"),
            Map.entry(
                    "dev.sluice.job.MemoryMailboxes",
                    "opened by requests on any loop, and filled by whoever changes a job on another"),
            Map.entry("dev.sluice.job.MemoryJobs", "jobs are taken, worked on and looked at from every loop"),
            Map.entry(
                    "dev.sluice.hub.Completion",
                    "why an answer failed, and whose call it is, is read by requests on other loops"));

    /** The seam through which time comes in, and the one pure class that may ask the system for it. */
    static final String CLOCK = "dev.sluice.model.Time";

    static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private House() {}

    /** The room that a class lives in, the first package under the root ("" is the root itself); null for a class outside the project. */
    static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(ROOT)) return "";
        if (!name.startsWith(ROOT + ".")) return null;
        String inside = name.substring(ROOT.length() + 1);
        int dot = inside.indexOf('.');
        return dot < 0 ? inside : inside.substring(0, dot);
    }

    /** The name of the source file's class, so that an inner or anonymous class speaks for its outermost one. */
    static String outermostName(JavaClass type) {
        String name = type.getName();
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }

    static boolean mayImport(String from, String to) {
        if (from.equals(to)) return true;
        if (from.equals(SIMULATOR)) return ROOMS_THE_SIMULATOR_KNOWS.contains(to);
        if (to.equals(SIMULATOR)) return from.equals("app");
        return RANKS.getOrDefault(from, 0) > RANKS.getOrDefault(to, 0);
    }
}
