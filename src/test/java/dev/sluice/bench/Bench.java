package dev.sluice.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * {@code Bench SCENARIO [--seconds N] [JVM options for the server]}: json, stream, readers-1000, readers-5000, channel, ingest;
 * json-haproxy and stream-haproxy for comparison. Prints one line.
 */
public final class Bench {
    private static final int WARM_UP_SECONDS = 10;
    /** The compiler gets its time where others leave it some: it is waited for, up to here. */
    private static final int WARM_UP_AT_MOST_SECONDS = 90;

    private static final int QUIET_SECONDS = 4;
    private static final double QUIET = 0.02;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final int seconds;
    private final List<String> jvm;

    private Bench(int seconds, List<String> jvm) {
        this.seconds = seconds;
        this.jvm = jvm;
    }

    public static void main(String[] args) throws Exception {
        List<String> rest = new ArrayList<>(Arrays.asList(args));
        String scenario = rest.remove(0);
        int seconds = 10;
        if (rest.size() > 1 && rest.get(0).equals("--seconds")) {
            rest.remove(0);
            seconds = Integer.parseInt(rest.remove(0));
        }
        new Bench(seconds, rest).run(scenario);
        System.exit(0);
    }

    private void run(String scenario) throws Exception {
        switch (scenario) {
            case "json" -> requests(Setting.sluice(jvm), scenario, "sim-instant;tokens=50", false, 8);
            case "json-haproxy" -> requests(Setting.haproxy(), scenario, "sim-instant;tokens=50", false, 8);
            case "stream" -> requests(Setting.sluice(jvm), scenario, "sim-instant;tokens=48;rate=150", true, 100);
            case "stream-haproxy" -> requests(Setting.haproxy(), scenario, "sim-instant;tokens=48;rate=150", true, 100);
            case "readers-1000" -> readers(1000, 20);
            case "readers-5000" -> readers(5000, 8);
            case "channel" -> channel(100, 5, true);
            case "ingest" -> channel(100, 5, false);
            default -> throw new IllegalArgumentException(scenario);
        }
    }

    private void requests(Setting setting, String name, String model, boolean stream, int connections)
            throws Exception {
        try (setting) {
            Requests requests = new Requests(vertx, setting.port(), model, stream);
            requests.start(connections);
            warmUp(setting);
            measure(name, "a request", setting, requests::done);
            System.out.printf(
                    "  in %.1f pieces; first byte after %.0f us on average%n",
                    requests.pieces(), requests.firstByteMicros());
            requests.stop().await(5, TimeUnit.SECONDS);
        }
    }

    private void readers(int count, int rate) throws Exception {
        try (Setting setting = Setting.sluice(jvm)) {
            Readers readers = new Readers(vertx, setting.port());
            String session = readers.session().await(5, TimeUnit.SECONDS);
            int tokens = rate * (WARM_UP_AT_MOST_SECONDS + 30 + seconds);
            String path = readers.answer(session, "sim-instant;rate=" + rate + ";tokens=" + tokens)
                    .await(5, TimeUnit.SECONDS);
            readers.read(path, null, count).await(30, TimeUnit.SECONDS);
            warmUp(setting);
            Meters meters = meters(setting);
            measure("readers-" + count, "an event to a reader", setting, () -> meters.sum("delivered_events_total"));
            System.out.printf("  %d KiB resident%n", setting.server().residentKib());
        }
    }

    private void channel(int sessions, int answers, boolean read) throws Exception {
        try (Setting setting = Setting.sluice(jvm)) {
            Readers readers = new Readers(vertx, setting.port());
            int rate = 25;
            int tokens = rate * (WARM_UP_AT_MOST_SECONDS + seconds + 20);
            List<Future<Void>> begun = new ArrayList<>();
            for (int i = 0; i < sessions; i++) begun.add(session(readers, answers, rate, tokens, read));
            Future.all(begun).await(30, TimeUnit.SECONDS);
            warmUp(setting);
            Meters meters = meters(setting);
            long began = System.nanoTime();
            double perSecond = (double) sessions * answers * rate;
            if (read)
                measure(
                        "channel",
                        "a token of " + answers + " answers to one channel",
                        setting,
                        () -> meters.sum("delivered_events_total"));
            else
                measure(
                        "ingest",
                        "a token that nobody reads",
                        setting,
                        () -> perSecond * (System.nanoTime() - began) / 1e9);
        }
    }

    private static Future<Void> session(Readers readers, int answers, int rate, int tokens, boolean read) {
        return readers.session().compose(session -> {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < answers; i++)
                all.add(readers.answer(session, "sim-instant;rate=" + rate + ";tokens=" + tokens));
            return Future.all(all)
                    .compose(v -> read ? readers.read("/api/v1/channel", session, 1) : Future.<Void>succeededFuture());
        });
    }

    /** Until the server's code is compiled: a virtual machine that interprets is not what runs in production. */
    private static void warmUp(Setting setting) throws InterruptedException {
        int quiet = 0;
        for (int i = 0; i < WARM_UP_SECONDS || quiet < QUIET_SECONDS && i < WARM_UP_AT_MOST_SECONDS; i++) {
            Program.Cpu before = setting.server().cpu();
            TimeUnit.SECONDS.sleep(1);
            boolean still = setting.server().cpu().since(before).compilerNanos() > QUIET * 1e9;
            quiet = still ? 0 : quiet + 1;
        }
    }

    private static Meters meters(Setting setting) {
        return new Meters(setting.server().said("Management: (\\S+)"));
    }

    private void measure(String name, String unit, Setting setting, DoubleSupplier work) throws Exception {
        double done = work.getAsDouble();
        Program.Cpu cpu = setting.server().cpu();
        long began = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        cpu = setting.server().cpu().since(cpu);
        print(name, unit, cpu, work.getAsDouble() - done, System.nanoTime() - began);
    }

    private static void print(String name, String unit, Program.Cpu cpu, double work, long nanos) {
        System.out.printf(
                "%-16s %8.2f us server CPU for %s: %.2f user, %.2f system (%.0f/s, %.0f %% of a core; compiler %.0f %%)%n",
                name,
                cpu.nanos() / 1000.0 / work,
                unit,
                cpu.userNanos() / 1000.0 / work,
                cpu.systemNanos() / 1000.0 / work,
                work * 1e9 / nanos,
                100.0 * cpu.nanos() / nanos,
                100.0 * cpu.compilerNanos() / nanos);
    }
}
