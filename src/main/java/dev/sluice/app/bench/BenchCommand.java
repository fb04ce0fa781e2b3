package dev.sluice.app.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code sluice bench}: asks a chat endpoint many times. Exit code 1 where it cannot be reached, is none, or answered nothing; 2 where it was
 * called wrongly. Progress goes to standard error, the outcome to standard output.
 */
@Command(
        name = "bench",
        description = "Measure any OpenAI-compatible endpoint.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class BenchCommand implements Callable<Integer> {
    private final boolean terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--url", required = true, description = "Of the API: http://localhost:8080/v1, or the host alone.")
    private URI url;

    @Option(names = "--requests", description = "How many in all.", defaultValue = "100")
    private int requests;

    @Option(names = "--concurrency", description = "How many at a time.", defaultValue = "10")
    private int concurrency;

    @Option(names = "--model", description = "Without it, the first that the endpoint lists.")
    private String model;

    @Option(
            names = "--key",
            description = "Bearer; without it, none is sent. Or the variable BENCH_KEY.",
            defaultValue = "${env:BENCH_KEY}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private String key;

    @Option(names = "--prompt", description = "What is asked.", defaultValue = "Count from one to twenty.")
    private String prompt;

    @Option(
            names = "--stream",
            description = "Whether answers stream.",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true")
    private boolean stream;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Of each request.", defaultValue = "120")
    private int seconds;

    @Option(
            names = "--price",
            paramLabel = "IN,OUT",
            split = ",",
            description =
                    "US dollars for a million tokens of prompts and of answers; without it, what the answers tell.")
    private double[] price;

    @Option(names = "--json", description = "The outcome as one JSON object.")
    private boolean json;

    /** @param terminal whether standard error is read by a person */
    public BenchCommand(boolean terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        BenchPlan plan = plan();
        Vertx vertx = Vertx.vertx();
        try {
            BenchReport report = run(vertx, plan).await();
            spec.commandLine().getOut().print(json ? report.json().encode() + "\n" : report.text());
            spec.commandLine().getOut().flush();
            return report.tally().successful() > 0 ? 0 : 1;
        } catch (Exception e) {
            // A future throws what it failed with, checked or not.
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            spec.commandLine().getErr().println("sluice bench: " + plan.chat() + ": " + cause.getMessage());
            return 1;
        } finally {
            vertx.close().await();
        }
    }

    private BenchPlan plan() {
        boolean web = ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null;
        if (!web) throw wrong("--url: got " + url + ", expected http:// or https:// and a host");
        if (requests < 1) throw wrong("--requests: got " + requests + ", expected 1 or more");
        if (concurrency < 1) throw wrong("--concurrency: got " + concurrency + ", expected 1 or more");
        if (seconds < 1) throw wrong("--timeout: got " + seconds + ", expected 1 or more");
        if (price != null && (price.length != 2 || price[0] < 0 || price[1] < 0))
            throw wrong("--price: expected two numbers with a comma between them, such as 0.30,1.20");
        String bearer = key == null || key.isEmpty() ? null : key;
        return new BenchPlan(
                BenchPlan.base(url),
                model,
                bearer,
                prompt,
                stream,
                requests,
                concurrency,
                Duration.ofSeconds(seconds),
                price == null ? -1 : price[0],
                price == null ? -1 : price[1]);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Future<BenchReport> run(Vertx vertx, BenchPlan wanted) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl("https".equals(url.getScheme()))
                .setConnectTimeout(10_000)
                .setKeepAliveTimeout(30);
        HttpClient client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(concurrency));
        Progress progress = new Progress(spec.commandLine().getErr(), terminal, requests);
        Promise<BenchReport> promise = Promise.promise();
        Context loop = vertx.getOrCreateContext();
        loop.runOnContext(v -> FirstModel.of(client, wanted)
                .compose(plan -> {
                    BenchRun run = new BenchRun(vertx, client, plan, System::nanoTime);
                    long began = System.nanoTime();
                    long timer = vertx.setPeriodic(progress.everyMillis(), t -> progress.tell(run.tally()));
                    return run.begin()
                            .onComplete(done -> vertx.cancelTimer(timer))
                            .onSuccess(progress::end)
                            .map(tally -> new BenchReport(plan, tally, System.nanoTime() - began));
                })
                .onComplete(promise));
        return promise.future();
    }
}
