package dev.isochrone.chaos.docs;

import dev.isochrone.cli.Main;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that stays, so that not every command of a page starts one: the script {@code isochrone} of
 * the {@link Checkout} starts it where it stands, with the environment that it has, and from then
 * on hands over its arguments. One command at a time; ends when nobody has asked for ten minutes.
 *
 * <p>It is sent, each ended by a zero byte: a directory, the number of arguments, and these; the
 * first is the script's name. It writes to the directory what is printed, {@code 1.out}, {@code
 * 2.err} and so on in order, and answers with the exit code.
 */
final class CommandPost {
  private static final int IDLE_MILLIS = 600_000;

  private CommandPost() {}

  /**
   * Serves.
   *
   * @param arguments the file that is told its port
   */
  public static void main(String[] arguments) throws IOException {
    Path told = Path.of(arguments[0]);
    try (ServerSocket door = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      door.setSoTimeout(IDLE_MILLIS);
      Path whole = told.resolveSibling(told.getFileName() + ".part");
      Files.writeString(whole, Integer.toString(door.getLocalPort()));
      Files.move(whole, told, StandardCopyOption.ATOMIC_MOVE);
      while (true) {
        try (Socket caller = door.accept()) {
          serve(caller);
        }
      }
    } catch (java.net.SocketTimeoutException idle) {
      Files.delete(told);
    }
  }

  private static void serve(Socket caller) throws IOException {
    InputStream in = new DataInputStream(caller.getInputStream());
    Printing printing = new Printing(Path.of(word(in)));
    int count = Integer.parseInt(word(in));
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(word(in));
    }
    String[] arguments = words.subList(1, count).toArray(String[]::new);
    PrintWriter out = new PrintWriter(printing.of("out"), /* autoFlush= */ true);
    PrintWriter err = new PrintWriter(printing.of("err"), /* autoFlush= */ true);
    int code =
        words.get(0).equals("grpcurl")
            ? GrpcTool.run(out, err, arguments)
            : Main.run(out, err, arguments);
    out.flush();
    err.flush();
    caller.getOutputStream().write((code + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String word(InputStream in) throws IOException {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    for (int b = in.read(); b > 0; b = in.read()) {
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Two streams, of which it is remembered in which order they were written to. */
  private static final class Printing {
    private final Path directory;
    private int files;
    private String last = "";

    Printing(Path directory) {
      this.directory = directory;
    }

    Writer of(String stream) {
      return new Writer() {
        @Override
        public void write(char[] text, int from, int length) {
          print(stream, new String(text, from, length));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
    }

    private synchronized void print(String stream, String text) {
      if (!stream.equals(last)) {
        files++;
        last = stream;
      }
      Path file = directory.resolve("%05d.%s".formatted(files, stream));
      try {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
