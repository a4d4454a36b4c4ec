package dev.isochrone.cli.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.isochrone.server.inside.LogConfig;
import dev.isochrone.server.inside.LogControl;
import dev.isochrone.wire.inside.LogLevel;
import dev.isochrone.wire.inside.LogOrder;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The log of a server's process, on standard error. Logback's, of which only this class knows. */
final class ServerLog implements LogControl {
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n";

  private final LoggerContext loggers;
  private final RecentLines recent;

  private ServerLog(LoggerContext loggers, RecentLines recent) {
    this.loggers = loggers;
    this.recent = recent;
  }

  /** From here on the process logs so; what was set before is forgotten. */
  static ServerLog start(LogConfig config) {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    loggers.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(loggers);
    console.setTarget("System.err");
    console.setEncoder(encoder(config.format(), loggers));
    console.start();
    RecentLines recent = new RecentLines();
    recent.setContext(loggers);
    recent.start();
    Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.ERROR);
    root.addAppender(console);
    root.addAppender(recent);
    // Ratis warns of every election and every server that closes.
    loggers.getLogger("org.apache.ratis").setLevel(Level.OFF);
    ServerLog log = new ServerLog(loggers, recent);
    LogLevel unused = log.set(LogOrder.OURS, config.level());
    return log;
  }

  private static Encoder<ILoggingEvent> encoder(LogConfig.Format format, LoggerContext loggers) {
    EncoderBase<ILoggingEvent> encoder =
        switch (format) {
          case TEXT -> text();
          case JSON -> json();
        };
    encoder.setContext(loggers);
    encoder.start();
    return encoder;
  }

  private static EncoderBase<ILoggingEvent> text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(PATTERN);
    return encoder;
  }

  private static EncoderBase<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }

  @Override
  public LogLevel set(String logger, LogLevel level) {
    Logger named = loggers.getLogger(logger);
    LogLevel before = LogLevel.of(named.getEffectiveLevel().toString()).orElse(LogLevel.ERROR);
    named.setLevel(Level.valueOf(level.name()));
    return before;
  }

  @Override
  public List<String> recent() {
    return recent.lines();
  }
}
