/** Small drawings, which say nothing to a screen reader: the words beside them do. */
const PATHS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  file: 'M7 3.5h7l4 4v13H7z M14 3.5v4h4',
  cube: 'M12 3l8 4.5v9L12 21l-8-4.5v-9z M4 7.5l8 4.5 8-4.5 M12 12v9',
  seal: 'M12 3l7.5 3v5.5c0 4.5-3 7.8-7.5 9.5-4.5-1.7-7.5-5-7.5-9.5V6z M8.8 11.8l2.3 2.3 4.2-4.4',
  sliders: 'M4 7h9M17 7h3M4 17h3M11 17h9 M15 5v4 M9 15v4',
  drop: 'M12 4v11M7.5 10.5L12 15l4.5-4.5M4.5 19.5h15',
} as const;

/** One drawing, as large as the text around it. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
