// The forward pass of a trained network. What it consists of comes from lenet_keras/takeaway/network.py.
// Feature maps are {rows, columns, channels, values}: line by line, the channels of a pixel side by side, as in Keras.
"use strict";

const ACTIVATIONS = {
  linear: x => x,
  relu: x => Math.max(x, 0),
  tanh: Math.tanh,
  scaled_tanh: x => 1.7159 * Math.tanh(x * 2 / 3),
  sigmoid: x => 1 / (1 + Math.exp(-x)),
  elu: x => x > 0 ? x : Math.expm1(x),
  leaky_relu: (x, {slope}) => x > 0 ? x : slope * x,
};

const OPERATIONS = {
  convolution(input, {kernel, bias, strides, padding}) {
    const [high, wide, inputs, filters] = kernel.shape, weights = kernel.values;
    const [rows, top] = extent(input.rows, high, strides[0], padding);
    const [columns, left] = extent(input.columns, wide, strides[1], padding);
    const values = new Float32Array(rows * columns * filters), sums = new Float64Array(filters);
    for (let y = 0, out = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++, out += filters) {
        sums.set(bias.values);
        for (let i = 0; i < high; i++) {
          const line = y * strides[0] + i - top;
          if (line < 0 || line >= input.rows) continue;
          for (let j = 0; j < wide; j++) {
            const column = x * strides[1] + j - left;
            if (column < 0 || column >= input.columns) continue;
            const from = (line * input.columns + column) * inputs;
            for (let channel = 0; channel < inputs; channel++) {
              const value = input.values[from + channel];
              if (value === 0) continue; // paper, and whatever ReLU has cut off
              const at = ((i * wide + j) * inputs + channel) * filters;
              for (let f = 0; f < filters; f++) sums[f] += value * weights[at + f];
            }
          }
        }
        values.set(sums, out);
      }
    }
    return {rows, columns, channels: filters, values};
  },

  // The largest (most) or the mean of each window.
  pooling(input, {most, size, strides, padding}) {
    const {channels} = input;
    const [rows, top] = extent(input.rows, size[0], strides[0], padding);
    const [columns, left] = extent(input.columns, size[1], strides[1], padding);
    const values = new Float32Array(rows * columns * channels);
    for (let y = 0, out = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const firstRow = Math.max(y * strides[0] - top, 0), lastRow = Math.min(y * strides[0] - top + size[0], input.rows);
        const first = Math.max(x * strides[1] - left, 0), last = Math.min(x * strides[1] - left + size[1], input.columns);
        for (let channel = 0; channel < channels; channel++, out++) {
          let sum = 0, largest = -Infinity;
          for (let i = firstRow; i < lastRow; i++) {
            for (let j = first; j < last; j++) {
              const value = input.values[(i * input.columns + j) * channels + channel];
              sum += value;
              if (value > largest) largest = value;
            }
          }
          values[out] = most ? largest : sum / ((lastRow - firstRow) * (last - first));
        }
      }
    }
    return {rows, columns, channels, values};
  },

  dense(input, {kernel, bias}) {
    const units = kernel.shape[1], sums = Float64Array.from(bias.values);
    input.values.forEach((value, i) => {
      if (value === 0) return;
      for (let unit = 0, at = i * units; unit < units; unit++, at++) sums[unit] += value * kernel.values[at];
    });
    return vector(sums);
  },

  // Each channel times a number plus a number: batch normalization, rescaling, the coefficients of subsampling.
  affine(input, {factor, offset}) {
    const many = factor.values.length;
    return {...input, values: input.values.map((value, i) => value * factor.values[i % many] + offset.values[i % many])};
  },

  flatten: input => vector(input.values),

  padding(input, {top, bottom, left, right}) {
    const rows = top + input.rows + bottom, columns = left + input.columns + right, {channels} = input;
    const values = new Float32Array(rows * columns * channels), line = input.columns * channels;
    for (let y = 0; y < input.rows; y++) {
      values.set(input.values.subarray(y * line, (y + 1) * line), ((y + top) * columns + left) * channels);
    }
    return {rows, columns, channels, values};
  },

  activation: (input, part) => ({...input, values: input.values.map(x => ACTIVATIONS[part.kind](x, part))}),

  softmax: input => vector(softmax(input.values)),

  // Squared distances from the bitmaps of the classes.
  distances(input, {points}) {
    const length = input.values.length, out = new Float64Array(points.shape[0]);
    for (let point = 0; point < out.length; point++) {
      for (let i = 0; i < length; i++) out[point] += (input.values[i] - points.values[point * length + i]) ** 2;
    }
    return vector(out);
  },
};

function vector(values) {
  return {rows: 1, columns: 1, channels: values.length, values: Float32Array.from(values)};
}

function softmax(values) {
  const largest = values.reduce((a, b) => Math.max(a, b));
  const powers = Float64Array.from(values, value => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map(power => power / sum);
}

// How many windows there are along one side, and how many pixels of border come before the first.
function extent(length, size, stride, padding) {
  if (padding === "valid") return [Math.floor((length - size) / stride) + 1, 0];
  const count = Math.ceil(length / stride);
  return [count, Math.floor(Math.max((count - 1) * stride + size - length, 0) / 2)];
}

// Weights lie one behind the other in `bytes`; `where` is {shape, at, type}, and {scales} if they are of 8 bits.
function unpack(bytes, {shape, at, type, scales}) {
  const count = shape.reduce((a, b) => a * b, 1), view = new DataView(bytes.buffer, bytes.byteOffset);
  const values = new Float32Array(count), last = shape.at(-1);
  for (let i = 0; i < count; i++) {
    if (type === "float32") values[i] = view.getFloat32(at + 4 * i, true);
    else if (type === "float16") values[i] = half(view.getUint16(at + 2 * i, true));
    else values[i] = view.getInt8(at + i) * view.getFloat32(scales + 4 * (i % last), true);
  }
  return {shape, values};
}

function half(bits) {
  const exponent = (bits >> 10) & 31, fraction = bits & 1023, sign = bits >> 15 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

// Put the weights into their places.
function assemble(description, base64) {
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  const filled = part => Object.fromEntries(Object.entries(part).map(
    ([name, value]) => [name, value?.shape ? unpack(bytes, value) : value]));
  return {...description, layers: description.layers.map(layer => ({...layer, parts: layer.parts.map(filled)}))};
}

// `image` is a digit as `prepare` gives it, 28 x 28. Gives the probabilities and what each layer made of it.
function forward(network, image) {
  const {border, factor, offset} = network.input, side = FIELD + 2 * border;
  const values = new Float32Array(side * side).fill(offset);
  for (let y = 0; y < FIELD; y++) {
    for (let x = 0; x < FIELD; x++) {
      values[(y + border) * side + x + border] = image[y * FIELD + x] * factor + offset;
    }
  }
  let maps = {rows: side, columns: side, channels: 1, values};
  const seen = network.layers.map(({name, parts}) => {
    maps = parts.reduce((input, part) => OPERATIONS[part.operation](input, part), maps);
    return {name, maps};
  });
  const out = Array.from(maps.values);
  const probabilities = network.output === "probabilities" ? out
    : Array.from(softmax(network.output === "penalties" ? out.map(value => -value) : out));
  return {probabilities, layers: seen};
}
