// Photos and camera: boxes and answers over the picture.
"use strict";

const LARGEST = 3200, FRAME = 640; // pixels of the longer side: of a photo, and of a frame of the camera
const onServer = document.body.dataset.server === "yes";
const page = byId("page"), video = byId("video");
const frame = document.createElement("canvas"); // of the camera, while it is read: until then the one before stays in view
const view = page.getContext("2d", {willReadFrequently: true});
let shown = [], chosen = 0, stream = null, photo = null;

// Put a picture on a canvas, at most `longest` pixels wide and high.
function put(source, width, height, longest, canvas = page) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const context = canvas.getContext("2d", {willReadFrequently: true});
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  context.fillStyle = "#fff"; // behind whatever is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
}

// Read what is on a canvas: here, or by the server, which has the network in ONNX Runtime.
async function readCanvas(canvas) {
  if (!onServer) {
    const context = canvas.getContext("2d", {willReadFrequently: true});
    return readPicture(context.getImageData(0, 0, canvas.width, canvas.height));
  }
  const blob = await new Promise(done => canvas.toBlob(done, "image/jpeg", 0.9));
  const answer = await fetch("read", {method: "POST", body: blob, headers: {"Content-Type": "image/jpeg"}}).catch(() => {
    throw new Error("The server does not answer. Is it still running?");
  });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? `The server answered ${answer.status}.`);
  const {digits} = await answer.json();
  return digits.map(each => ({...each,
    image: Float32Array.from(atob(each.image), letter => letter.charCodeAt(0) / 255)}));
}

function drawBoxes() {
  const unit = Math.max(page.width, page.height) / 320;
  view.font = `600 ${Math.round(9 * unit)}px system-ui, sans-serif`;
  view.textBaseline = "bottom";
  shown.forEach(({box: [left, top, width, height], probabilities}, index) => {
    const color = isSure(probabilities) ? "#0a7d33" : "#b35900";
    view.strokeStyle = view.fillStyle = color;
    view.lineWidth = unit * (index === chosen ? 1.6 : 0.8);
    view.strokeRect(left - unit, top - unit, width + 2 * unit, height + 2 * unit);
    const text = isSure(probabilities) ? String(best(probabilities)) : "?";
    const wide = view.measureText(text).width + 2 * unit, y = Math.max(top - unit, 10 * unit);
    view.fillRect(left - unit, y - 10 * unit, wide, 10 * unit);
    view.fillStyle = "#fff";
    view.fillText(text, left, y);
  });
}

function label({probabilities}) {
  const first = best(probabilities);
  return isSure(probabilities) ? String(first) : `${first}?`;
}

// The answers as buttons, for keyboard and screen readers; each shows its digit in detail.
function listDigits() {
  const list = byId("found");
  list.replaceChildren(...shown.map((digit, index) => {
    const button = document.createElement("button"), item = document.createElement("li");
    button.textContent = label(digit);
    button.setAttribute("aria-label", `Digit ${index + 1}: ${inWords(digit)}`);
    button.setAttribute("aria-pressed", String(index === chosen));
    button.addEventListener("click", () => pick(index));
    item.append(button);
    return item;
  }));
  list.hidden = !shown.length;
}

function pick(index) {
  chosen = index;
  if (photo) put(photo, photo.width, photo.height, LARGEST);
  drawBoxes();
  [...byId("found").querySelectorAll("button")].forEach((button, i) => button.setAttribute("aria-pressed", String(i === index)));
  showDigit(shown[index]);
}

function summary() {
  return `${shown.length} ${shown.length === 1 ? "digit" : "digits"}: ${shown.map(label).join(" ")}`;
}

page.addEventListener("click", event => {
  const box = page.getBoundingClientRect();
  const x = (event.clientX - box.left) * page.width / box.width, y = (event.clientY - box.top) * page.height / box.height;
  const index = shown.findIndex(({box: [left, top, width, height]}) =>
    x >= left && x <= left + width && y >= top && y <= top + height);
  if (index >= 0) pick(index);
});

// ---- photo

byId("file").addEventListener("change", async event => {
  const [file] = event.target.files;
  event.target.value = ""; // the same photo may be chosen again
  if (!file) return;
  try {
    photo = await createImageBitmap(file);
  } catch {
    photo = null;
    showNothing(`${file.name} is no picture that this browser can open. Take JPEG or PNG.`);
    return;
  }
  await showPhoto();
});

async function showPhoto() {
  shown = [];
  byId("found").hidden = true;
  page.hidden = !photo;
  if (!photo) return showNothing("Choose a photo of a page with digits.");
  put(photo, photo.width, photo.height, LARGEST);
  try {
    [shown, chosen] = [await readCanvas(page), 0];
  } catch (error) {
    return showNothing(error.message);
  }
  listDigits();
  if (!shown.length) return showNothing("I find no digits in this photo.");
  say(summary());
  pick(0);
}

// ---- camera

const REFUSED = {
  NotAllowedError: "The camera was not allowed. Allow it in the browser, or take a photo instead.",
  NotFoundError: "I find no camera here. Take a photo instead.",
  NotReadableError: "The camera is in use by another program. Close that, or take a photo instead.",
};

byId("start").addEventListener("click", async () => {
  if (!navigator.mediaDevices?.getUserMedia) {
    byId("camera-says").textContent = "The browser gives this page no camera: over plain HTTP it does so on the computer " +
      "itself only (localhost). Take a photo instead: a phone offers its camera there.";
    return;
  }
  try {
    stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: "environment", width: {ideal: 640}}});
  } catch (error) {
    byId("camera-says").textContent = REFUSED[error.name] ?? `No camera: ${error.message}`;
    return;
  }
  stream.getTracks().forEach(track => track.addEventListener("ended", () => { // it was unplugged, or taken away
    stopCamera();
    byId("camera-says").textContent = "No more pictures come from the camera. Start it again, or take a photo instead.";
  }));
  video.srcObject = stream;
  await video.play();
  page.hidden = byId("found").hidden = false;
  byId("start").disabled = true;
  byId("stop").disabled = false;
  watch(stream);
});

async function watch(own) {
  let frames = 0, since = performance.now();
  while (stream === own) {
    await new Promise(requestAnimationFrame);
    if (stream !== own || !video.videoWidth) continue;
    put(video, video.videoWidth, video.videoHeight, FRAME, frame);
    let digits;
    try {
      digits = await readCanvas(frame);
    } catch (error) {
      byId("camera-says").textContent = error.message;
      await new Promise(done => setTimeout(done, 1000)); // a server that is gone is not asked sixty times a second
      continue;
    }
    if (stream !== own) return;
    shown = digits;
    put(frame, frame.width, frame.height, FRAME); // and at once its boxes
    chosen = Math.min(chosen, Math.max(shown.length - 1, 0));
    drawBoxes();
    frames++;
    const passed = performance.now() - since;
    if (passed > 1000) { // the rest once a second: it changes too fast to be looked at, or listened to
      byId("camera-says").textContent = `${(1000 * frames / passed).toFixed(0)} frames a second`;
      [frames, since] = [0, performance.now()];
      listDigits();
      if (shown.length) say(summary());
      else showNothing("I find no digits in this picture.");
    }
    if (shown.length) showDigit(shown[chosen]);
  }
}

function stopCamera() {
  stream?.getTracks().forEach(track => track.stop());
  stream = video.srcObject = null;
  byId("start").disabled = false;
  byId("stop").disabled = true;
}

byId("stop").addEventListener("click", stopCamera);
document.addEventListener("chosen", ({detail}) => {
  if (detail !== "camera") stopCamera();
  page.hidden = byId("found").hidden = true;
  if (detail === "photo") showPhoto();
  if (detail === "camera") {
    photo = null;
    showNothing("Start the camera.");
  }
});
