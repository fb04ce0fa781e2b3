package dev.sluice.bench;

import dev.sluice.fixture.Child;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One process that is measured, or that is needed for measuring. Linux only: it reads {@code /proc}. */
final class Program implements AutoCloseable {
    /** {@code sysconf(_SC_CLK_TCK)} is 100 on every Linux that Java runs on: the kernel's account has steps of 10 ms. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final long KIB_PER_PAGE = 4;

    /** Where {@link #stat} has the times: fields 14 and 15. */
    private static final int USER = 12;

    private static final int SYSTEM = 13;

    private final Process process;
    private final String heard;

    private Program(Process process, String heard) {
        this.process = process;
        this.heard = heard;
    }

    /** Starts {@code sluice} with this JVM's class path; returns when it has printed a line that holds {@code ready}. */
    static Program sluice(String ready, List<String> jvm, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.sluice.app.Main"));
        command.addAll(List.of(arguments));
        return start(ready, environment, command);
    }

    /** @param ready null for a program that says nothing */
    static Program start(String ready, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        if (ready == null) builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        StringBuilder heard = new StringBuilder();
        if (ready != null) {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line;
            do {
                line = out.readLine();
                if (line == null) throw new IOException("ended before it was ready: " + heard);
                heard.append(line).append('\n');
            } while (!line.contains(ready));
            Child.listen(out, rest -> {});
        }
        return new Program(process, heard.toString());
    }

    long pid() {
        return process.pid();
    }

    /** The first group of what it printed before it was ready. */
    String said(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(heard);
        if (!matcher.find()) throw new IllegalStateException(pattern + " was not said in " + heard);
        return matcher.group(1);
    }

    /**
     * Time of a process since it began, by its threads.
     *
     * @param compilerNanos what the JIT compiler took, which is none once the program has run for a while; not part of the others
     */
    record Cpu(long userNanos, long systemNanos, long compilerNanos) {
        long nanos() {
            return userNanos + systemNanos;
        }

        Cpu since(Cpu before) {
            return new Cpu(
                    userNanos - before.userNanos,
                    systemNanos - before.systemNanos,
                    compilerNanos - before.compilerNanos);
        }
    }

    /** The process's time; a Java program needs {@code -XX:-UseDynamicNumberOfCompilerThreads}, or compilers that ended count. */
    Cpu cpu() {
        String[] all = stat("stat");
        long user = Long.parseLong(all[USER]);
        long system = Long.parseLong(all[SYSTEM]);
        long compilers = 0;
        String[] threads = new File("/proc/" + process.pid() + "/task").list();
        for (String thread : threads == null ? new String[0] : threads) {
            String[] fields = stat("task/" + thread + "/stat");
            if (!fields[0].matches("C[12] Compiler.*")) continue;
            compilers += Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
            user -= Long.parseLong(fields[USER]);
            system -= Long.parseLong(fields[SYSTEM]);
        }
        return new Cpu(user * NANOS_PER_TICK, system * NANOS_PER_TICK, compilers * NANOS_PER_TICK);
    }

    /** The fields as proc(5) numbers them from the third on, behind the name, which stands in parentheses and may hold spaces. */
    private String[] stat(String file) {
        String line = read(file);
        int end = line.lastIndexOf(')');
        String[] fields = line.substring(end + 2).split(" ");
        String[] named = new String[fields.length + 1];
        named[0] = line.substring(line.indexOf('(') + 1, end);
        System.arraycopy(fields, 0, named, 1, fields.length);
        return named;
    }

    long residentKib() {
        return Long.parseLong(read("statm").split(" ")[1]) * KIB_PER_PAGE;
    }

    private String read(String file) {
        try {
            return Files.readString(new File("/proc/" + process.pid() + "/" + file).toPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Child.end(process);
    }
}
