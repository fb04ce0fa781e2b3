package dev.sluice.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The virtual machine, the process and Netty's memory, under the names that Micrometer and Prometheus gave them. */
final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final int KIB = 1024;

    private ProcessMetrics() {}

    static void bind(Meters meters) {
        MeterRegistry registry = meters.registry();
        new JvmMemoryMetrics().bindTo(registry);
        garbage(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        // Time in nanoseconds, and a name that is a histogram's: promtool refuses both, so ours stand in their place.
        registry.find("process.cpu.time").meters().forEach(registry::remove);
        registry.find("system.cpu.count").meters().forEach(registry::remove);
        meters.gauge("system_cpus", "Cores that the JVM may use", Runtime.getRuntime()::availableProcessors);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        meters.counter("process_cpu_seconds", "User and system time", ProcessMetrics::cpuSeconds);
        if (Files.isReadable(STATUS))
            meters.gauge(
                    "process_resident_memory_bytes",
                    "Resident memory, as the kernel counts it",
                    ProcessMetrics::residentBytes);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider)
            netty(meters, provider.metric());
    }

    /** It listens to the collectors for as long as the process lives, as do those of other nodes in it, if there are any. */
    @SuppressWarnings("resource")
    private static void garbage(MeterRegistry registry) {
        new JvmGcMetrics().bindTo(registry);
    }

    private static void netty(Meters meters, ByteBufAllocatorMetric metric) {
        String name = "netty_allocator_memory_used_bytes";
        String help = "What Netty's allocator holds";
        meters.gauge(name, help, metric::usedHeapMemory, "memory", "heap");
        meters.gauge(name, help, metric::usedDirectMemory, "memory", "direct");
    }

    private static double cpuSeconds() {
        boolean told = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean;
        if (!told) return Double.NaN;
        long nanos = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
        return nanos / (double) Duration.ofSeconds(1).toNanos();
    }

    private static double residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS))
                if (line.startsWith(RESIDENT)) return Double.parseDouble(line.replaceAll("\\D", "")) * KIB;
        } catch (IOException gone) {
            // told as unknown
        }
        return Double.NaN;
    }
}
