import { useEffect, useRef } from 'preact/hooks';
import { photoLimits, type PhotoJudged } from '#server/protocol/desk-people-messages.ts';
import { findingWords, say } from '../../service/language.ts';

/** A choice of photos, with the findings drawn on them. Photos leave the page only to be checked. */
export function PhotoPicker({
  files,
  judged,
  onChoose,
}: {
  files: readonly File[];
  /** In the order of the files; empty before the check. */
  judged: readonly PhotoJudged[];
  onChoose: (files: File[]) => void;
}) {
  return (
    <>
      <label>
        {say('enrol-photos', { count: photoLimits.most })}
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp"
          multiple
          onChange={(event) => onChoose([...(event.currentTarget.files ?? [])])}
        />
      </label>
      {files.length > 0 && (
        <ul class="photos">
          {files.map((file, index) => (
            <Photo key={`${file.name} ${index}`} file={file} judged={judged[index] ?? null} />
          ))}
        </ul>
      )}
    </>
  );
}

/** Returns the request and its photos as a form. */
export function formOf(request: unknown, files: readonly File[]): FormData {
  const form = new FormData();
  form.append('request', JSON.stringify(request));
  for (const file of files) form.append('photos', file);
  return form;
}

function Photo({ file, judged }: { file: File; judged: PhotoJudged | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isGone = false;
    // The picture is turned upright by its EXIF orientation, as in the service's measurements.
    createImageBitmap(file)
      .then((picture) => {
        if (!isGone && canvas.current) draw(canvas.current, picture, judged);
        picture.close();
      })
      // The service's findings explain a photo that the browser cannot show.
      .catch(() => {});
    return () => {
      isGone = true;
    };
  }, [file, judged]);
  const sentences = (judged?.findings ?? []).map(findingWords);
  return (
    <li>
      <canvas ref={canvas} role="img" aria-label={say('enrol-judged', { file: file.name })} />
      <p>
        <strong>{file.name}</strong>
        {judged && `: ${say(`photo-${judged.state}`)}`}
      </p>
      {sentences.length > 0 && (
        <ul class={judged?.state === 'refused' ? 'problem' : 'quiet'}>
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

const longestSide = 360;

function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, judged: PhotoJudged | null): void {
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  if (!judged?.seen) return;
  const { seen, state } = judged;
  const x = canvas.width / seen.width;
  const y = canvas.height / seen.height;
  context.lineWidth = 3;
  seen.boxes.forEach((box, index) => {
    context.strokeStyle = index > 0 ? '#ffd27a' : state === 'refused' ? '#ff6b57' : '#86e3b1';
    context.strokeRect(box.x * x, box.y * y, box.width * x, box.height * y);
  });
  context.fillStyle = '#9cc9d6';
  for (const point of seen.landmarks) {
    context.beginPath();
    context.arc(point.x * x, point.y * y, 4, 0, 2 * Math.PI);
    context.fill();
  }
  const [first] = judged.findings;
  const [box] = seen.boxes;
  if (first?.value === null || first?.value === undefined || !box) return;
  const text = say('enrol-limit', { value: first.value, limit: first.threshold ?? 0 });
  context.font = '15px sans-serif';
  const width = context.measureText(text).width + 10;
  const left = Math.max(0, Math.min(box.x * x, canvas.width - width));
  const top = Math.max(0, Math.min((box.y + box.height) * y, canvas.height - 22));
  context.fillStyle = '#14242a';
  context.fillRect(left, top, width, 22);
  context.fillStyle = '#ffffff';
  context.fillText(text, left + 5, top + 16);
}
