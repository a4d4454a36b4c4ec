package dev.isochrone.local.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what it is sent, on as many connections as there are. */
final class Echo implements AutoCloseable {
  private final ServerSocket listening;

  private Echo(ServerSocket listening) {
    this.listening = listening;
  }

  static Echo open() throws IOException {
    Echo echo = new Echo(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    aside(echo::accept);
    return echo;
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket taken = listening.accept();
        aside(() -> answer(taken));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException ended) {
      // The other side went; so does this.
    }
  }

  private static void aside(Runnable work) {
    Thread thread = new Thread(work, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
