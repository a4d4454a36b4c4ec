package dev.isochrone.server.inside;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;

/** The JVM and the machine of this process, as text. */
final class JvmText {
  private JvmText() {}

  static String now() {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    StringBuilder text = new StringBuilder();
    line(text, "java", Runtime.version() + " (" + runtime.getVmName() + ")");
    line(text, "flags", Secrets.removed(String.join("\n       ", runtime.getInputArguments())));
    line(text, "up", runtime.getUptime() / 1_000 + " s");
    line(text, "heap", heap.getUsed() + " of " + heap.getMax() + " bytes");
    ManagementFactory.getGarbageCollectorMXBeans()
        .forEach(
            collector ->
                line(
                    text,
                    "gc",
                    collector.getName()
                        + ": "
                        + collector.getCollectionCount()
                        + " times, "
                        + collector.getCollectionTime()
                        + " ms"));
    line(text, "system", system.getName() + " " + system.getVersion() + " " + system.getArch());
    line(text, "cores", Integer.toString(system.getAvailableProcessors()));
    line(text, "load", Double.toString(system.getSystemLoadAverage()));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append('\n');
  }
}
