@NullMarked
package dev.isochrone.server.http;

import org.jspecify.annotations.NullMarked;
